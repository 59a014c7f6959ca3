using System.Net;
using System.Net.Sockets;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Faults;

/// <summary>One run: sources, the Ingestor, Kafka and the oracle, and what is done to them.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly FaultOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _chance;
    private readonly DataDisk _disk = new();
    private readonly List<IngestorProcess> _lives = [];
    private readonly Stack<Fault> _deck = new();
    private readonly int _httpPort = FreePort();
    private readonly Uri _metrics = new($"http://127.0.0.1:{FreePort()}/metrics");
    private readonly string _prefix;
    private readonly KafkaProcess _kafka;
    private readonly Oracle _oracle;
    private readonly TetragonSource _tetragon;
    private readonly FalcoSources _falco;

    private FaultRun(FaultOptions options, TimeProvider time, KafkaProcess kafka, string prefix)
    {
        (_options, _time, _kafka, _prefix, _chance) = (options, time, kafka, prefix, new(options.Seed));
        var clients = new KafkaClients(Options.Create(new KafkaOptions { BootstrapServers = kafka.Address }), NullLogger<KafkaClients>.Instance);
        _oracle = new(clients, new(prefix, Oracle.Partitions));
        _tetragon = new(options.Rate, () => _lives.Count - 1, time);
        _falco = new($"http://127.0.0.1:{_httpPort}/", _disk["falco.jsonl"], time, options.Sources);
    }

    public static async Task<FaultRun> StartAsync(FaultOptions options, TimeProvider time)
    {
        if (!File.Exists(options.Eyrie))
        {
            throw new IOException($"there is no {options.Eyrie}: build src/Eyrie, or say --eyrie");
        }

        var prefix = $"faults-{Guid.NewGuid():N}.";
        var kafka = await KafkaProcess.StartAsync(options, prefix);
        var run = new FaultRun(options, time, kafka, prefix);
        await run.CreateTopicsAsync();
        await run._tetragon.StartAsync();
        await File.WriteAllTextAsync(run._disk["eyrie.yaml"], run.Configuration());
        return run;
    }

    /// <summary>Breaks what the seed says, then compares; true when nothing is missing without a reason.</summary>
    public async Task<bool> PlayAsync()
    {
        Console.WriteLine($"seed {_options.Seed}, {_options.Rounds} rounds, Kafka at {_kafka.Address}{(_kafka.IsMock ? " (mock)" : "")}, in {_disk["."]}");
        foreach (var fault in Enum.GetValues<Fault>().Where(fault => Hindrance(fault) is not null))
        {
            Console.WriteLine($"       not tried: {fault}, {Hindrance(fault)}");
        }

        await BeginLifeAsync();
        _falco.Start();
        for (var round = 1; round <= _options.Rounds; round++)
        {
            await WatchAsync(Calm * (0.5 + _chance.NextDouble()));
            Console.WriteLine($"  {round,3}  {await BreakAsync()}");
        }

        await WatchAsync(Calm);
        await Task.WhenAll(_tetragon.QuietAsync(), _falco.QuietAsync());
        await SettleAsync();
        await EndLifeAsync(Signals.Terminate);
        var holds = new Verdict(_oracle, _tetragon.Streams, _lives, _falco).Tell(Console.Out);
        if (!holds)
        {
            Console.WriteLine(await LogEndAsync(lines: 40));
        }

        return holds;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var life in _lives)
        {
            life.Dispose();
        }

        await _tetragon.DisposeAsync();
        _falco.Dispose();
        _oracle.Dispose();
        _kafka.Dispose();
        _disk.Dispose();
    }

    // Each fault that can be tried comes once, in a random order, before any comes again.
    private async Task<string> BreakAsync()
    {
        if (_deck.Count == 0)
        {
            var faults = Enum.GetValues<Fault>().Where(fault => Hindrance(fault) is null).ToArray();
            _chance.Shuffle(faults);
            Array.ForEach(faults, _deck.Push);
        }

        switch (_deck.Pop())
        {
            case Fault.KillIngestor:
                return await KillAsync();
            case Fault.StopIngestor:
                await EndLifeAsync(Signals.Terminate);
                await BeginLifeAsync();
                return $"SIGTERM to the Ingestor: {_lives[^2].End}";
            case Fault.StallKafka:
                return await StallAsync(static () => Task.FromResult(""));
            case Fault.KillWhileKafkaStalls:
                return await StallAsync(KillAsync);
            case Fault.FillDiskWhileKafkaStalls:
                return await StallAsync(FillAsync);
            case Fault.RestartKafka:
                return await RestartKafkaAsync();
            case Fault.FillDisk:
                return await FillAsync();
            default:
                _tetragon.Tear();
                return "tore the gRPC connection";
        }
    }

    /// <summary>Why a fault cannot be tried here; null when it can.</summary>
    private string? Hindrance(Fault fault) => fault switch
    {
        Fault.StallKafka or Fault.KillWhileKafkaStalls => _kafka.NoStall,
        Fault.FillDiskWhileKafkaStalls => _kafka.NoStall ?? NoFill,
        Fault.FillDisk => NoFill,
        Fault.RestartKafka => _kafka.NoRestart,
        Fault.TearSocket => _options.Sources.Contains("tetragon") ? null : "Tetragon is no source of this run",
        _ => null,
    };

    private string? NoFill => _disk.IsSmall ? null : "no tmpfs can be mounted here";

    private async Task<string> StallAsync(Func<Task<string>> meanwhile)
    {
        var length = TimeSpan.FromSeconds(5 + _chance.Next(11));
        _kafka.Stall();
        try
        {
            await WatchAsync(length);
            var also = await meanwhile();
            await WatchAsync(Calm);
            return $"stalled Kafka for {length.TotalSeconds} s and more{(also.Length > 0 ? $", meanwhile: {also}" : "")}";
        }
        finally
        {
            _kafka.Resume();
        }
    }

    private async Task<string> KillAsync()
    {
        await EndLifeAsync(Signals.Kill);
        await BeginLifeAsync();
        return "kill -9 of the Ingestor";
    }

    private async Task<string> RestartKafkaAsync()
    {
        _kafka.Kill();
        await WatchAsync(Calm);
        await _kafka.RestartAsync();
        return "killed Kafka and started it again";
    }

    private async Task<string> FillAsync()
    {
        _disk.Fill();
        await WatchAsync(Calm);
        _disk.Free();
        return $"left no room on the disk for {Calm.TotalSeconds} s";
    }

    private async Task BeginLifeAsync()
    {
        _lives.Add(IngestorProcess.Start(_options.Eyrie, _disk["eyrie.yaml"], _disk["ingestor.log"], _metrics));
        var began = _time.GetTimestamp();
        while (!await _lives[^1].LookAsync())
        {
            if (_time.GetElapsedTime(began) > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"the Ingestor does not answer at {_metrics}: {await LogEndAsync(lines: 5)}");
            }

            await Task.Delay(Glance, _time);
        }
    }

    private async Task EndLifeAsync(int signal)
    {
        if (signal != Signals.Kill) // what was read in the very moment of a kill was in memory alone, as if it had not been read
        {
            await _lives[^1].LookAsync();
        }

        await _lives[^1].EndAsync(signal, Patience);
    }

    private async Task WatchAsync(TimeSpan length)
    {
        for (var began = _time.GetTimestamp(); _time.GetElapsedTime(began) < length;)
        {
            await _lives[^1].LookAsync();
            await Task.Delay(Glance, _time);
        }
    }

    // Until Kafka is owed nothing and nothing new came for a while.
    private async Task SettleAsync()
    {
        var (began, changed, count) = (_time.GetTimestamp(), _time.GetTimestamp(), -1);
        while (_time.GetElapsedTime(began) < Patience && (_time.GetElapsedTime(changed) < Calm * 2 || _lives[^1].OwedSeconds > 0))
        {
            if (_oracle.Count != count)
            {
                (count, changed) = (_oracle.Count, _time.GetTimestamp());
            }

            await WatchAsync(Glance);
        }
    }

    private async Task CreateTopicsAsync()
    {
        if (_kafka.IsMock)
        {
            return;
        }

        using var admin = new KafkaClients(
            Options.Create(new KafkaOptions { BootstrapServers = _kafka.Address }), NullLogger<KafkaClients>.Instance).CreateAdmin();
        var topics = new TopicAdmin(admin, new(_prefix, Oracle.Partitions), new() { ReplicationFactor = 1 });
        await topics.ApplyAsync(await topics.PlanAsync(grow: false));
    }

    private string Configuration()
    {
        var sensors = new List<string>();
        if (_options.Sources.Contains("tetragon"))
        {
            sensors.Add($"  - {{ name: tetragon, type: tetragon-grpc, address: '{_tetragon.Address}', nodeFromEvents: true, seedProcesses: false }}");
        }

        if (_options.Sources.Contains("http"))
        {
            sensors.Add($"  - {{ name: http, type: falco-http, address: '127.0.0.1:{_httpPort}', node: node-0 }}");
        }

        if (_options.Sources.Contains("file"))
        {
            sensors.Add($"  - {{ name: file, type: falco-file, path: '{_disk["falco.jsonl"]}', node: node-0 }}");
        }

        return $$"""
            kafka: { bootstrapServers: '{{_kafka.Address}}' }
            topics: { prefix: {{_prefix}}, partitions: {{Oracle.Partitions}} }
            http: { listen: '{{_metrics.Authority}}' }
            ingestor: { dataFolder: '{{_disk.Data}}', maxReconnectDelay: 1s }
            spool: { maxBytes: 33554432, segmentBytes: 1048576 }
            sensors:
            {{string.Join('\n', sensors)}}
            """;
    }

    private async Task<string> LogEndAsync(int lines)
    {
        var written = await File.ReadAllLinesAsync(_disk["ingestor.log"]);
        return string.Join('\n', written.TakeLast(lines));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
