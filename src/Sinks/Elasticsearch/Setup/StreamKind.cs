using System.Collections.Immutable;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>A kind of data stream: one for each namespace.</summary>
/// <param name="Name">Of its index template and its policy.</param>
/// <param name="Dataset">The middle of its names.</param>
/// <param name="Words">What is in it.</param>
internal sealed record StreamKind(string Name, string Dataset, string Words)
{
    /// <summary>What somebody may have to look at.</summary>
    public static readonly StreamKind Alerts = new("eyrie-alerts", "eyrie.alerts", "alerts");

    /// <summary>Everything else that was seen.</summary>
    public static readonly StreamKind Activity = new("eyrie-activity", "eyrie.activity", "activity: everything that is no alert");

    /// <summary>Both.</summary>
    public static readonly ImmutableArray<StreamKind> All = [Alerts, Activity];

    /// <summary>The names of its data streams.</summary>
    public string Pattern => $"logs-{Dataset}-*";
}
