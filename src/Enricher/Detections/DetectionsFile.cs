using Eyrie.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Detections;

/// <summary>The detections that hold: the configuration's, those of the file, ours. The file is read again when it changes; a broken one changes nothing.</summary>
internal sealed class DetectionsFile
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(2);

    private readonly EnricherOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new(); // one of the workers looks, the others go on
    private volatile DetectionSet _set;
    private (DateTime Written, long Length) _version;
    private long _checked;

    /// <summary>Reads all of them.</summary>
    /// <exception cref="OptionsValidationException">Some are wrong.</exception>
    public DetectionsFile(EnricherOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _version = VersionOf(options.DetectionsFile);
        var (set, problems) = Read(options);
        _set = set ?? throw new OptionsValidationException(nameof(EnricherOptions), typeof(EnricherOptions), problems);
        _checked = time.GetTimestamp();
        TellExpired();
    }

    /// <summary>Those that hold now. Called for every event: looks at the file every 2 s.</summary>
    public DetectionSet Current
    {
        get
        {
            if (_options.DetectionsFile.Length > 0 && _time.GetElapsedTime(Volatile.Read(ref _checked)) >= CheckInterval && _gate.TryEnter())
            {
                try
                {
                    Volatile.Write(ref _checked, _time.GetTimestamp());
                    ReadIfChanged();
                }
                finally
                {
                    _gate.Exit();
                }
            }

            return _set;
        }
    }

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

        IReadOnlyList<DetectionException> exceptions = [];
        if (options.DetectionsFile.Length > 0)
        {
            var file = DetectionsDocument.ReadFile(options.DetectionsFile);
            problems.AddRange(file.Problems.Select(problem => $"enricher.detectionsFile: {problem}"));
            rules.AddRange(file.Rules);
            exceptions = file.Exceptions;
        }

        return problems.Count > 0
            ? (null, problems)
            : (new([.. rules, .. options.DefaultDetections ? DefaultDetections.Rules : [], DetectionRule.Enforced], exceptions), problems);
    }

    private void ReadIfChanged()
    {
        var version = VersionOf(_options.DetectionsFile);
        if (version == _version)
        {
            return;
        }

        _version = version; // a broken version is told once
        var (set, problems) = Read(_options);
        if (set is null)
        {
            _logger.DetectionsUnreadable(string.Join("; ", problems));
            return;
        }

        _set = set;
        _logger.DetectionsRead(_options.DetectionsFile, set.Rules.Count);
        TellExpired();
    }

    // What is over holds no more; who wrote it should know.
    private void TellExpired()
    {
        var now = EventTime.From(_time.GetUtcNow());
        foreach (var exception in _set.Rules.SelectMany(rule => rule.Exceptions).Distinct().Where(exception => exception.IsOver(now)))
        {
            _logger.ExceptionOver(exception.Expires!, exception.Owner, exception.Reason);
        }
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
