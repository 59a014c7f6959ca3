using Eyrie.Contracts;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Detections;

/// <summary>One checked <see cref="ExceptionOptions"/>. To ask it allocates nothing.</summary>
internal sealed class AlertException
{
    // A Kubernetes name has 253 characters, a kind far fewer.
    private const int LongestJoined = 512;

    /// <summary>Where it is written: a file and a line.</summary>
    public required string Source { get; init; }

    /// <summary>Where the detection is written that it stands below; null: it is for all that its rules name.</summary>
    public string? Detection { get; init; }

    /// <summary>None: for any.</summary>
    public Glob[] Rules { get; init; } = [];

    /// <summary>Those among the rules of which there has to be a detection.</summary>
    public Glob[] Detections { get; init; } = [];

    public Scope Scope { get; init; } = new([]);

    public TextSet? Workloads { get; init; }

    public TextSet? Images { get; init; }

    public PathSet? Binaries { get; init; }

    public PathSet? Ancestors { get; init; }

    public TextSet? Users { get; init; }

    public CommandPatterns? Commands { get; init; }

    public TextSet? Nodes { get; init; }

    public TextSet? Clusters { get; init; }

    public required string Reason { get; init; }

    public required string Owner { get; init; }

    /// <summary>Last day on which it holds, as it is written; null: for good.</summary>
    public string? Expires { get; init; }

    /// <summary>When it is over; null: never.</summary>
    public EventTime? End { get; init; }

    /// <summary>Whether it is over at this time.</summary>
    public bool IsOver(EventTime time) => End is { } end && time >= end;

    /// <summary>The first of its detections that none of these is called; null when each is somebody.</summary>
    public string? Unknown(IEnumerable<DetectionRule> rules) =>
        Array.FindIndex(Detections, name => !rules.Any(rule => name.Matches(rule.Name ?? ""))) is >= 0 and var at ? Detections[at].Pattern : null;

    /// <summary>Whether it is for alerts of this name.</summary>
    public bool IsFor(string rule)
    {
        foreach (var name in Rules)
        {
            if (name.Matches(rule))
            {
                return true;
            }
        }

        return Rules.Length == 0;
    }

    /// <summary>Whether it fits an alert of a rule that it is for, by the event's own time.</summary>
    public bool Fits(Observation observation, Enrichment enrichment, in Place place)
    {
        var process = enrichment.Process ?? observation.Process;
        return !IsOver(observation.Time)
            && (Detection is null || Detection == observation.Rule?.DecidedBy)
            && (Rules.Length > 0 || !IsOfSensors(observation))
            && Scope.Fits(place.Pod, place is { Pod: null, Container: null } && process?.ContainerId is null)
            && Nodes?.Fits(observation.Node) is not false
            && Clusters?.Fits(observation.Cluster) is not false
            && (Workloads is null || FitsWorkload(place.Pod))
            && (Images is null || FitsImage(place.Container))
            && (Binaries is null || Fits(Binaries, process))
            && (Users is null || FitsUser(process?.User) || FitsUser(observation.User))
            && (Ancestors is null || FitsAncestors(enrichment.Ancestors))
            && Commands?.Fits(process?.CommandLine) is not false;
    }

    // That a sensor is blind is no part of what a namespace or a node does all day: only who names the rule means it.
    private static bool IsOfSensors(Observation observation) =>
        observation.Health is not null || observation.Kind is ObservationKind.SensorHealth or ObservationKind.SensorLoss;

    private static bool Fits(PathSet set, ProcessFact? process) =>
        process is not null && (process.Executable is { } path ? set.Fits(path) : set.Names?.Fits(process.Name) is true);

    private bool FitsAncestors(IReadOnlyList<ProcessFact> ancestors)
    {
        for (var i = 0; i < ancestors.Count; i++)
        {
            if (Fits(Ancestors!, ancestors[i]) || Ancestors!.Names?.Fits(ancestors[i].Name) is true)
            {
                return true;
            }
        }

        return false;
    }

    private bool FitsUser(UserFact? user) => user is not null && (Users!.Fits(user.Name) || Users.Fits(user.Id));

    private bool FitsWorkload(PodFact? pod) =>
        pod?.WorkloadName is { } name && (Workloads!.Fits(name) || FitsJoined(Workloads, pod.WorkloadKind, '/', name));

    private bool FitsImage(ContainerFact? container) =>
        container?.ImageName is { } image && (Images!.Fits(image) || FitsJoined(Images, image, ':', container.ImageTag));

    private static bool FitsJoined(TextSet set, string? first, char between, string? second)
    {
        Span<char> joined = stackalloc char[LongestJoined];
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
