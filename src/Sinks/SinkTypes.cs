using System.Collections.Immutable;
using Eyrie.Sinks.Alertmanager;
using Eyrie.Sinks.Elasticsearch;
using Eyrie.Sinks.File;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.PagerDuty;
using Eyrie.Sinks.Routing;
using Eyrie.Sinks.Slack;
using Eyrie.Sinks.Stdout;
using Eyrie.Sinks.Webhook;

namespace Eyrie.Sinks;

/// <summary>The types of sinks there are. A new one is a line here.</summary>
internal static class SinkTypes
{
    // More than these say when they say what they should; where something else answers, it stays bounded.
    private const int SmallAnswer = 64 * 1024;
    private const int LargeAnswer = 16 * 1024 * 1024;

    /// <summary>All of them.</summary>
    public static ImmutableArray<SinkType> All { get; } =
    [
        SinkType.StoresDocuments<ElasticsearchOptions, ElasticsearchOptionsValidator>(
            SinkNames.Elasticsearch,
            options => options.Activity,
            options => options.MaxInFlight * options.MaxRequestDocuments,
            sink => new ElasticsearchSink(
                sink.Own,
                sink.Reach("Elasticsearch", new(sink.Own.CaFile, sink.Own.CertificateFile, sink.Own.KeyFile)),
                sink.Get<SinkMetrics>(),
                sink.Logger<ElasticsearchSink>()) { Name = sink.Name }),
        SinkType.CallsPeople<SlackOptions, SlackOptionsValidator>(SinkNames.Slack, sink => new SlackNotifier(
            sink.Name, sink.Own, new(sink.Own, sink.Reach("Slack", mostAnswerBytes: LargeAnswer)), sink.Get<AlertLinks>(), sink.Get<TimeProvider>())),
        SinkType.CallsPeople<PagerDutyOptions, PagerDutyOptionsValidator>(SinkNames.PagerDuty, sink => new PagerDutyNotifier(
            sink.Name, sink.Own, sink.Reach("PagerDuty", mostAnswerBytes: SmallAnswer), sink.Get<AlertLinks>(), sink.Get<TimeProvider>(), sink.Logger<PagerDutyNotifier>())),
        SinkType.CallsMachines<WebhookOptions, WebhookOptionsValidator>(SinkNames.Webhook, sink => new WebhookSink(
            sink.Name, sink.Own, sink.Reach(sink.Name, new(sink.Own.CaFile, sink.Own.CertificateFile, sink.Own.KeyFile), SmallAnswer), sink.Get<TimeProvider>())),
        SinkType.CallsMachines<AlertmanagerOptions, AlertmanagerOptionsValidator>(SinkNames.Alertmanager, sink => new AlertmanagerSink(
            sink.Name,
            sink.Own,
            new(
                sink.Name,
                sink.Own,
                sink.Reach("Alertmanager", new(sink.Own.CaFile, sink.Own.CertificateFile, sink.Own.KeyFile), LargeAnswer),
                sink.Get<TimeProvider>(),
                sink.Logger<AlertmanagerMembers>()),
            (sink.Get<AlertLinks>(), sink.Get<FiredBySink>().Of(sink.Name), sink.Get<IAlertRouter>()),
            sink.Get<TimeProvider>(),
            sink.Logger<AlertmanagerSink>())),
        SinkType.Stores<StdoutOptions, StdoutOptionsValidator>(
            SinkNames.Stdout, sink => new StdoutSink(sink.Own, Console.OpenStandardOutput())),
        SinkType.Stores<FileSinkOptions, FileSinkOptionsValidator>(SinkNames.File, sink => new FileSink(sink.Own, sink.Get<TimeProvider>())),
    ];

    /// <summary>The type of that name; null when there is none.</summary>
    public static SinkType? Find(string name) =>
        All.FirstOrDefault(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
