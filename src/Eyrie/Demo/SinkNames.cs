namespace Eyrie.Demo;

/// <summary>The sinks of the demo, as the configuration and the metrics name them.</summary>
internal static class SinkNames
{
    public const string Elasticsearch = "elasticsearch";
    public const string Slack = "slack";
    public const string PagerDuty = "pagerduty";

    /// <summary>As a person writes it.</summary>
    public static string Title(string name) => name switch
    {
        Elasticsearch => "Elasticsearch",
        Slack => "Slack",
        PagerDuty => "PagerDuty",
        _ => name,
    };
}
