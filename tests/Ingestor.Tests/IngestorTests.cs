using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Ingestor.Tests;

/// <summary>The whole stage: from the sockets of both sensors to the topic.</summary>
public sealed class IngestorTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Carries_both_sensors_events_into_the_partition_of_their_node_and_accounts_for_each()
    {
        var falco = new ScriptedFalco();
        var tetragon = new ScriptedTetragon();
        await using var falcoServer = await ScriptedGrpcServer.OnUnixSocketAsync(falco.AnswerAsync);
        await using var tetragonServer = await ScriptedGrpcServer.OnUnixSocketAsync(tetragon.AnswerAsync);
        using var kafka = InProcessKafka.Start(new Topics());
        using var meters = new TestMeters();
        using var host = Host(meters, new()
        {
            ["cluster"] = "prod",
            ["node"] = "node-7",
            ["kafka:bootstrapServers"] = kafka.BootstrapServers,
            ["sensors:0:type"] = "falco-grpc",
            ["sensors:0:address"] = falcoServer.Address,
            ["sensors:1:type"] = "tetragon-grpc",
            ["sensors:1:address"] = tetragonServer.Address,
        });
        await host.StartAsync(Cancellation);

        falco.Alert([1], [2], [3]);
        var (listener, _) = await tetragon.ListenerAsync(Cancellation);
        await listener.SendAsync(new byte[] { 4 });
        await listener.SendAsync(new byte[] { 5 });
        var records = Consume(kafka.BootstrapServers, count: 5);
        await host.StopAsync(Cancellation);

        Assert.Equal([1, 2, 3, 4, 5], records.Select(record => (int)record.Message.Value.Single()).Order());
        Assert.Single(records.Select(record => record.Partition).Distinct());
        Assert.All(records, record =>
        {
            Assert.True(EventRecord.TryRead(record.Message, out var sensorEvent, out var problem), problem);
            Assert.Equal(("node-7", "prod"), (sensorEvent.Node, sensorEvent.Cluster));
            Assert.Equal(sensorEvent.ComputeId(), record.Message.Headers.Text(RecordHeaders.Id));
        });
        foreach (var (sensor, count) in new[] { ("falco-grpc", 3), ("tetragon-grpc", 2) })
        {
            Assert.Equal(count, meters.Sum("eyrie.ingestor.events.read", $"sensor={sensor}"));
            Assert.Equal(count, meters.Sum("eyrie.ingestor.events.published", $"sensor={sensor}"));
        }
    }

    [Fact]
    public async Task Does_not_start_with_a_sensor_it_does_not_know()
    {
        using var meters = new TestMeters();
        using var host = Host(meters, new() { ["sensors:0:type"] = "sysdig", ["sensors:0:address"] = "localhost:1" });

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Contains("sensors:0:type: 'sysdig' is not a sensor type; allowed: falco-file, falco-grpc,", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_with_exit_code_1_when_events_are_lost_at_stop()
    {
        var tetragon = new ScriptedTetragon();
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(tetragon.AnswerAsync);
        using var meters = new TestMeters();
        using var host = Host(meters, new()
        {
            ["kafka:bootstrapServers"] = "localhost:1", // nobody is there
            ["ingestor:shutdownFlushTime"] = "00:00:00",
            ["spool:enabled"] = "false",
            ["sensors:0:type"] = "tetragon-grpc",
            ["sensors:0:address"] = server.Address,
        });
        using var stop = new CancellationTokenSource();
        var running = host.RunToExitCodeAsync(stop.Token);
        var (listener, _) = await tetragon.ListenerAsync(Cancellation);
        await listener.SendAsync(new byte[] { 1 });
        while (meters.Sum("eyrie.ingestor.events.read", "sensor=tetragon-grpc") == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await stop.CancelAsync();

        Assert.Equal(1, await running);
        Assert.Equal(1, meters.Sum("eyrie.ingestor.events.dropped", "sensor=tetragon-grpc", "reason=shutdown"));
    }

    public void Dispose() => _folder.Dispose();

    private IHost Host(TestMeters meters, Dictionary<string, string?> settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection([new("ingestor:dataFolder", _folder["data"])]);
        builder.Logging.ClearProviders();
        builder.Services.AddPlatform().AddIngestor();
        builder.Services.AddSingleton<System.Diagnostics.Metrics.IMeterFactory>(meters);
        return builder.Build();
    }

    private static List<ConsumeResult<string, byte[]>> Consume(string bootstrapServers, int count)
    {
        using var consumer = TestKafka.Clients(bootstrapServers).CreateConsumer("test");
        consumer.Subscribe(new Topics().Events);
        var records = new List<ConsumeResult<string, byte[]>>();
        while (records.Count < count)
        {
            var record = consumer.Consume(Cancellation);
            if (record.Message.Headers.Text(RecordHeaders.Sensor) != "eyrie") // what we say of the sensors comes, too
            {
                records.Add(record);
            }
        }

        consumer.Close();
        return records;
    }
}
