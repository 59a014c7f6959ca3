using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.State;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Tests;

/// <summary>An Enricher as the executable runs it, on a Kafka of its own.</summary>
internal sealed class RunningEnricher : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IHost _host;
    private readonly Dictionary<string, long> _counted = [];
    private readonly MeterListener _listener = new();

    public RunningEnricher(string bootstrapServers, string prefix, int partitions, int? largestRecord = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kafka:BootstrapServers"] = bootstrapServers,
            ["Topics:Prefix"] = prefix,
            ["Topics:Partitions"] = partitions.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Enricher:DefaultDetections"] = "false", // what the recordings are compared with is Falco's alone
        });
        if (Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA") is null)
        {
            // The in-process Kafka, when a member leaves, lets those that come next wait for almost a session's timeout.
            builder.Configuration["Kafka:Properties:session.timeout.ms"] = "4000";
        }

        if (largestRecord is { } bytes)
        {
            builder.Configuration["Kafka:Properties:message.max.bytes"] = bytes.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        builder.Services.AddPlatform().AddEnricher(builder.Configuration);
        _host = builder.Build();
        Listen(_host.Services.GetRequiredService<IMeterFactory>());
    }

    public Topics Topics => _host.Services.GetRequiredService<Topics>();

    private KafkaClients Clients => _host.Services.GetRequiredService<KafkaClients>();

    public async Task CreateTopicsAsync()
    {
        using var admin = Clients.CreateAdmin();
        var topics = new TopicAdmin(admin, Topics, _host.Services.GetRequiredService<IOptions<TopicOptions>>().Value);
        await topics.ApplyAsync(await topics.PlanAsync(grow: false));
    }

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public Exception? Failure => _host.Services.GetServices<IHostedService>().OfType<BackgroundService>()
        .Select(worker => worker.ExecuteTask?.Exception).FirstOrDefault(failure => failure is not null)?.InnerException;

    public Task StoppedAsync() => _host.WaitForShutdownAsync(TestContext.Current.CancellationToken);

    /// <summary>Writes records to <c>events.v1</c>.</summary>
    public void Send(params ReadOnlySpan<Message<string, byte[]>> records)
    {
        using var producer = Clients.CreateProducer();
        foreach (var record in records)
        {
            producer.Produce(Topics.Events, record);
        }

        producer.Flush(Patience);
    }

    /// <summary>The records of a topic, once there are as many, and some time after for those that should not be there.</summary>
    public List<ConsumeResult<string, byte[]>> Read(string topic, int count)
    {
        using var consumer = Clients.CreateConsumer($"test-{Guid.NewGuid():N}");
        consumer.Subscribe(topic);
        var records = new List<ConsumeResult<string, byte[]>>();
        while (consumer.Consume(records.Count < count ? Patience : TimeSpan.FromMilliseconds(500)) is { } record)
        {
            records.Add(record);
        }

        consumer.Close();
        return records;
    }

    /// <summary>What a successor would find.</summary>
    public IReadOnlyCollection<PartitionState> Remembered(int partitions) => _host.Services.GetRequiredService<StateReader>()
        .Read([.. Enumerable.Range(0, partitions)], TestContext.Current.CancellationToken).Values;

    public long Counted(string instrument)
    {
        lock (_counted)
        {
            return _counted.GetValueOrDefault(instrument);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _listener.Dispose();
        _host.Dispose();
    }

    private void Listen(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == EnricherMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            lock (_counted)
            {
                _counted[instrument.Name] = _counted.GetValueOrDefault(instrument.Name) + value;
            }
        });
        _listener.Start();
    }
}
