using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Detections;

/// <summary>One checked <see cref="ExceptionOptions"/>.</summary>
internal sealed class DetectionException
{
    // A Kubernetes name has 253 characters, a kind far fewer.
    private const int LongestWorkload = 512;

    private readonly Glob[] _detections;
    private readonly Scope _scope;
    private readonly TextSet? _workloads;
    private readonly TextSet? _images;
    private readonly PathSet? _binaries;
    private readonly EventTime? _end;

    private DetectionException(ExceptionOptions options, string source, DateOnly? lastDay)
    {
        Source = source;
        _detections = [.. options.Detections.Select(name => new Glob(name))];
        _scope = new(options.Namespaces);
        _workloads = TextSet.Of(options.Workloads);
        _images = TextSet.Of(options.Images);
        _binaries = PathSet.Of(options.Binaries);
        _end = lastDay is { } day ? EventTime.From(new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero)) : null;
        (Reason, Owner, Expires) = (options.Reason, options.Owner, options.Expires.Length > 0 ? options.Expires : null);
    }

    /// <summary>Where it is written: a file and a line.</summary>
    public string Source { get; }

    public string Reason { get; }

    public string Owner { get; }

    /// <summary>Last day on which it holds.</summary>
    public string? Expires { get; }

    /// <summary>Reads one.</summary>
    /// <returns>The exception, or the key that is wrong and what is wrong with it.</returns>
    public static (DetectionException? Exception, string? Key, string? Problem) Read(ExceptionOptions options, string source)
    {
        if (options.Namespaces.Count + options.Workloads.Count + options.Images.Count + options.Binaries.Count == 0)
        {
            return (null, null, "fits everything; say one of namespaces, workloads, images, binaries (to silence a detection: severity: activity)");
        }

        if (EmptyWord(options) is { } key)
        {
            return (null, key, $"has a '*', which fits everything; take it out, or say which {key} (to silence a detection: severity: activity)");
        }

        if (options.Reason.Length == 0)
        {
            return (null, "reason", "is missing; say why this is no alert");
        }

        if (options.Owner.Length == 0)
        {
            return (null, "owner", "is missing; say who answers for the exception");
        }

        if (options.Expires.Length == 0)
        {
            return (new(options, source, null), null, null);
        }

        return DateOnly.TryParseExact(options.Expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue
            ? (new(options, source, day), null, null)
            : (null, "expires", $"'{options.Expires}' is no date; write it as 2027-01-31");
    }

    // What rules nothing out only looks as if it did. '*' as a namespace is any pod; with the host it is everything.
    private static string? EmptyWord(ExceptionOptions options) =>
        options.Workloads.Any(IsAll) ? "workloads"
        : options.Images.Any(IsAll) ? "images"
        : options.Binaries.Any(IsAll) ? "binaries"
        : options.Namespaces.Any(IsAll) && (options.Namespaces.Contains("host") || options is { Detections: [], Workloads: [], Images: [], Binaries: [] }) ? "namespaces"
        : null;

    private static bool IsAll(string pattern) => pattern.Length > 0 && pattern.All(letter => letter is '*');

    /// <summary>The first of its detections that none of these is called; null when each is somebody.</summary>
    public string? Unknown(IEnumerable<DetectionRule> rules)
    {
        foreach (var name in _detections)
        {
            if (!rules.Any(rule => name.Matches(rule.Name ?? "")))
            {
                return name.Pattern;
            }
        }

        return null;
    }

    /// <summary>Whether it is for a detection of this name.</summary>
    public bool IsFor(string detection)
    {
        foreach (var name in _detections)
        {
            if (name.Matches(detection))
            {
                return true;
            }
        }

        return _detections.Length == 0;
    }

    /// <summary>Whether it is over at this time.</summary>
    public bool IsOver(EventTime time) => _end is { } end && time >= end;

    /// <summary>Whether the event is excepted, by its own time.</summary>
    public bool Fits(Observation observation) =>
        !IsOver(observation.Time)
        && _scope.Fits(observation)
        && _binaries?.Fits(observation.Process?.Executable) is not false
        && (_workloads is null || FitsWorkload(observation.Pod))
        && (_images is null || FitsImage(observation.Container));

    private bool FitsWorkload(PodFact? pod) =>
        pod?.WorkloadName is { } name && (_workloads!.Fits(name) || FitsJoined(_workloads, pod.WorkloadKind, '/', name));

    private bool FitsImage(ContainerFact? container) =>
        container?.ImageName is { } image && (_images!.Fits(image) || FitsJoined(_images, image, ':', container.ImageTag));

    private static bool FitsJoined(TextSet set, string? first, char between, string? second)
    {
        Span<char> joined = stackalloc char[LongestWorkload];
        if (first is null || second is null || first.Length + 1 + second.Length > joined.Length)
        {
            return false;
        }

        first.CopyTo(joined);
        joined[first.Length] = between;
        second.CopyTo(joined[(first.Length + 1)..]);
        return set.Fits(joined[..(first.Length + 1 + second.Length)]);
    }
}
