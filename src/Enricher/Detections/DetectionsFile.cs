using Eyrie.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Detections;

/// <summary>The detections that hold: the configuration's, those of the file, ours. The file is read again when it changes; a broken one changes nothing.</summary>
internal sealed class DetectionsFile
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    private const int MostProblems = 20;

    private readonly EnricherOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new(); // one of the workers looks, the others go on
    private volatile DetectionSet _set;
    private (DateTime Written, long Length) _version;
    private (DateTime Written, long Length) _seen;
    private EventTime _told; // up to when it was told what is over
    private long _checked;

    /// <summary>Reads all of them.</summary>
    /// <exception cref="OptionsValidationException">Some are wrong.</exception>
    public DetectionsFile(EnricherOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _seen = _version = VersionOf(options.DetectionsFile);
        var (set, problems) = Read(options);
        _set = set ?? throw new OptionsValidationException(nameof(EnricherOptions), typeof(EnricherOptions), problems);
        _checked = time.GetTimestamp();
        TellExpired();
    }

    /// <summary>Those that hold now. Called for every event: looks at the file every second.</summary>
    public DetectionSet Current
    {
        get
        {
            if (_options.DetectionsFile.Length > 0 && IsDue && _gate.TryEnter())
            {
                try
                {
                    if (IsDue) // another worker may have looked just now
                    {
                        ReadIfChanged();
                        TellExpired();
                        Volatile.Write(ref _checked, _time.GetTimestamp()); // after it: between two looks is a second, however long one took
                    }
                }
                finally
                {
                    _gate.Exit();
                }
            }

            return _set;
        }
    }

    /// <summary>How many exceptions are over, how many will be soon, how many hold for longer.</summary>
    public (int Over, int Soon, int Holding) CountExceptions() => Current.Exceptions.Count(EventTime.From(_time.GetUtcNow()));

    private bool IsDue => _time.GetElapsedTime(Volatile.Read(ref _checked)) >= CheckInterval;

    /// <summary>Reads all detections.</summary>
    /// <returns>The set; null when something is wrong with them, and what.</returns>
    public static (DetectionSet? Set, IReadOnlyList<string> Problems) Read(EnricherOptions options)
    {
        var (rules, problems) = (new List<DetectionRule>(), new List<string>());
        for (var i = 0; i < options.Detections.Count; i++)
        {
            var wrong = new List<DetectionProblem>();
            rules.Add(DetectionReading.Read(options.Detections[i], $"enricher.detections[{i}]", wrong));
            problems.AddRange(wrong.Select(problem => $"enricher:detections:{i}: {problem.Text}"));
        }

        IReadOnlyList<AlertException> exceptions = [];
        if (options.DetectionsFile.Length > 0)
        {
            var file = DetectionsDocument.ReadFile(options.DetectionsFile);
            problems.AddRange(file.Problems.Select(problem => $"enricher.detectionsFile: {problem}"));
            rules.AddRange(file.Rules);
            exceptions = file.Exceptions;
        }

        DetectionRule[] all = [.. rules, .. options.DefaultDetections ? DefaultDetections.Rules : [], DetectionRule.Enforced];
        problems.AddRange(exceptions.Where(exception => exception.Unknown(all) is not null).Take(MostProblems).Select(exception =>
            $"enricher.detectionsFile: {exception.Source}: detections '{exception.Unknown(all)}' is the name of no detection; write one of this file, of enricher.detections or of ours ({(options.DefaultDetections ? "see the README of detections" : "which enricher.defaultDetections leaves out")})"));
        return problems.Count > 0 ? (null, problems) : (new(all, exceptions), problems);
    }

    private void ReadIfChanged()
    {
        // Who writes a file in place empties it first: what looks the same twice is whole.
        var (version, before) = (VersionOf(_options.DetectionsFile), _seen);
        _seen = version;
        if (version == _version || version != before)
        {
            return;
        }

        var (set, problems) = Read(_options);
        if (VersionOf(_options.DetectionsFile) != version)
        {
            return; // written just now: what was read may be half of it
        }

        _version = version; // a broken version is told once
        if (set is null)
        {
            _logger.DetectionsUnreadable(string.Join("; ", problems));
            return;
        }

        (_set, _told) = (set, default);
        _logger.DetectionsRead(_options.DetectionsFile, set.Rules.Count, set.Exceptions.All.Count);
    }

    // What is over holds no more; who wrote it should know, at the start and on the day.
    private void TellExpired()
    {
        var now = EventTime.From(_time.GetUtcNow());
        foreach (var exception in _set.Exceptions.All)
        {
            if (exception.IsOver(now) && !exception.IsOver(_told))
            {
                _logger.ExceptionOver(exception.Source, exception.Expires!, exception.Owner, exception.Reason);
            }
        }

        _told = now;
    }

    private static (DateTime Written, long Length) VersionOf(string path)
    {
        if (path.Length == 0)
        {
            return default;
        }

        try
        {
            // A mounted ConfigMap is a link to a link: what counts is the file at their end.
            var file = new FileInfo(path);
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default; // gone, or being replaced: reading it says what is wrong
        }
    }
}
