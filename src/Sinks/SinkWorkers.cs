using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Sinks.Routing;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks;

/// <summary>Puts a worker together.</summary>
internal static class SinkWorkers
{
    /// <summary>A worker for one lane of a sink.</summary>
    public static SinkWorker Create<TOptions>(NewSink<TOptions> made, SinkReading<TOptions> reading, IAlertSink sink)
        where TOptions : class
    {
        var (metrics, time) = (made.Get<SinkMetrics>(), made.Get<TimeProvider>());
        var route = new SinkRoute(
            made.Name,
            made.Get<IOptions<TopicOptions>>().Value.Prefix,
            made.Get<Topics>(),
            WithActivity: reading.WithActivity?.Invoke(made.Own) ?? false,
            DocumentsOnly: reading.WithActivity is not null,
            reading.Lane);
        var health = new SinkHealth(
            new(made.Name, route.Lane is SinkLane.Urgent ? "urgent" : ""),
            made.Common.RetryWindow,
            made.Get<SinkStates>(),
            metrics,
            time,
            made.Logger<SinkHealth>());
        var settler = new BatchSettler(
            route,
            new(route, made.Get<IAlertRouter>(), time),
            new(made.Name, sink, made.Common, health, metrics, time),
            made.Get<DeadLetters>(),
            metrics,
            made.Logger<BatchSettler>());
        var batches = made.Get<IOptions<BatchOptions>>().Value;
        batches = reading.Batch is { } most ? batches with { MaxRecords = most(made.Own) } : batches;
        return new(route, made.Get<KafkaClients>(), batches, settler, time, made.Logger<SinkWorker>());
    }
}
