using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Eyrie.Platform.Metrics;

namespace Eyrie.Platform.Kafka;

/// <summary>Shows what librdkafka's clients say of themselves, those of a kind together: each says it every few seconds on a thread of its own.</summary>
internal sealed class KafkaClientMetrics
{
    /// <summary>How often a client speaks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    // One that has been silent for so long is gone.
    private static readonly TimeSpan Memory = Interval * 3;

    private readonly ConcurrentDictionary<object, (string Kind, KafkaStatistics Said, long At)> _clients = new(ReferenceEqualityComparer.Instance);
    private readonly TimeProvider _time;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _timeouts;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _connects;
    private readonly Counter<long> _disconnects;
    private readonly Counter<long> _bytes;

    public KafkaClientMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(PlatformMeter.Name);
        var labels = Labels.Of("client");
        _requests = meter.CreateCounter<long>("eyrie.kafka.client.requests", "{request}", "Requests to brokers.", labels);
        _errors = meter.CreateCounter<long>("eyrie.kafka.client.request.errors", "{request}", "Requests that could not be sent.", labels);
        _timeouts = meter.CreateCounter<long>("eyrie.kafka.client.request.timeouts", "{request}", "Requests that no answer came to in time.", labels);
        _retries = meter.CreateCounter<long>("eyrie.kafka.client.retries", "{request}", "Requests that were sent again.", labels);
        _connects = meter.CreateCounter<long>("eyrie.kafka.client.connects", "{connect}", "Attempts to connect to a broker.", labels);
        _disconnects = meter.CreateCounter<long>("eyrie.kafka.client.disconnects", "{disconnect}", "Connections to brokers that ended.", labels);
        _bytes = meter.CreateCounter<long>("eyrie.kafka.client.io", "By", "Bytes to and from brokers.", Labels.Of("client", "direction"));
        meter.CreateObservableGauge("eyrie.kafka.client.brokers", Brokers, "{broker}", "Brokers by connection, summed over clients.", Labels.Of("client", "state"));
        meter.CreateObservableGauge(
            "eyrie.kafka.client.queue.messages", () => Sum(static said => said.QueueMessages), "{message}", "Messages that wait in clients for Kafka.", labels);
        meter.CreateObservableGauge("eyrie.kafka.client.queue.size", () => Sum(static said => said.QueueBytes), "By", "Bytes of them.", labels);
        meter.CreateObservableGauge(
            "eyrie.kafka.client.rtt", () => Most(static said => said.RoundTrip), "s", "Average round trip to the broker that is slowest.", labels);
        meter.CreateObservableGauge(
            "eyrie.kafka.client.throttle", () => Most(static said => said.Throttle), "s", "The longest wait that a broker asked for lately.", labels);
    }

    /// <summary>A client spoke.</summary>
    /// <param name="client">It, as long as it lives.</param>
    /// <param name="kind"><c>producer</c> or <c>consumer</c>.</param>
    /// <param name="json">What it said.</param>
    public void Said(object client, string kind, string json)
    {
        if (KafkaStatistics.Read(json) is not { } now)
        {
            return;
        }

        ForgetSilent();
        var before = _clients.TryGetValue(client, out var known) ? known.Said : new();
        _clients[client] = (kind, now, _time.GetTimestamp());
        var tag = Kind(kind);
        _requests.Add(Math.Max(0, now.Requests - before.Requests), tag);
        _errors.Add(Math.Max(0, now.RequestErrors - before.RequestErrors), tag);
        _timeouts.Add(Math.Max(0, now.RequestTimeouts - before.RequestTimeouts), tag);
        _retries.Add(Math.Max(0, now.Retries - before.Retries), tag);
        _connects.Add(Math.Max(0, now.Connects - before.Connects), tag);
        _disconnects.Add(Math.Max(0, now.Disconnects - before.Disconnects), tag);
        _bytes.Add(Math.Max(0, now.SentBytes - before.SentBytes), tag, new("direction", "transmit"));
        _bytes.Add(Math.Max(0, now.ReceivedBytes - before.ReceivedBytes), tag, new("direction", "receive"));
    }

    private static KeyValuePair<string, object?> Kind(string kind) => new("client", kind);

    private void ForgetSilent()
    {
        foreach (var (client, (_, _, at)) in _clients)
        {
            if (_time.GetElapsedTime(at) > Memory)
            {
                _clients.TryRemove(client, out _);
            }
        }
    }

    private IEnumerable<IGrouping<string, KafkaStatistics>> Kinds() => _clients.Values
        .Where(client => _time.GetElapsedTime(client.At) <= Memory)
        .GroupBy(static client => client.Kind, static client => client.Said);

    private IEnumerable<Measurement<long>> Sum(Func<KafkaStatistics, long> value) =>
        Kinds().Select(kind => new Measurement<long>(kind.Sum(value), Kind(kind.Key)));

    private IEnumerable<Measurement<double>> Most(Func<KafkaStatistics, TimeSpan> value) =>
        Kinds().Select(kind => new Measurement<double>(kind.Max(value).TotalSeconds, Kind(kind.Key)));

    private IEnumerable<Measurement<int>> Brokers() => Kinds().SelectMany(static kind => new Measurement<int>[]
    {
        new(kind.Sum(static said => said.BrokersUp), Kind(kind.Key), new("state", "up")),
        new(kind.Sum(static said => said.BrokersDown), Kind(kind.Key), new("state", "down")),
    });
}
