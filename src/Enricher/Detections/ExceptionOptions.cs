namespace Eyrie.Enricher.Detections;

/// <summary>What is no reason to call anybody: all that is given has to fit, of a list one item.</summary>
internal sealed record ExceptionOptions
{
    /// <summary>Names of alerts, <c>rule.name</c>: Falco's rules, detections, policies; of no meaning below a detection.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>The same; of each there has to be a detection of that name.</summary>
    public IReadOnlyList<string> Detections { get; init; } = [];

    /// <summary>Namespace of the pod; <c>host</c>: outside of containers.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary><c>name</c> or <c>Kind/name</c>.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    /// <summary>Image without tag, or <c>image:tag</c>.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Path of the acting program; without a slash its name.</summary>
    public IReadOnlyList<string> Binaries { get; init; } = [];

    /// <summary>Path or name of the program of any process above the acting one.</summary>
    public IReadOnlyList<string> Ancestors { get; init; } = [];

    /// <summary>Who acts, by name or id.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Regular expressions, of which one is found in the command line.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>The node.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>The cluster.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = [];

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who answers for it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Last day on which it holds, UTC; empty: for good.</summary>
    public string Expires { get; init; } = "";

    /// <summary>What narrows it down beside the rules, with the keys.</summary>
    public IEnumerable<(string Key, IReadOnlyList<string> Items)> Conditions =>
    [
        ("namespaces", Namespaces), ("workloads", Workloads), ("images", Images), ("binaries", Binaries), ("ancestors", Ancestors),
        ("users", Users), ("commands", Commands), ("nodes", Nodes), ("clusters", Clusters),
    ];
}
