namespace Eyrie.Sinks;

/// <summary>The sinks there are, by the names they have in configuration, groups and metrics.</summary>
internal static class SinkNames
{
    public const string Elasticsearch = "elasticsearch";
    public const string Slack = "slack";
    public const string PagerDuty = "pagerduty";
    public const string Stdout = "stdout";
    public const string File = "file";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Elasticsearch, Slack, PagerDuty, Stdout, File];
}
