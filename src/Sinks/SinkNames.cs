namespace Eyrie.Sinks;

/// <summary>The types of sinks there are, by the words they have in configuration.</summary>
internal static class SinkNames
{
    public const string Elasticsearch = "elasticsearch";
    public const string Slack = "slack";
    public const string PagerDuty = "pagerduty";
    public const string Webhook = "webhook";
    public const string Alertmanager = "alertmanager";
    public const string Stdout = "stdout";
    public const string File = "file";
}
