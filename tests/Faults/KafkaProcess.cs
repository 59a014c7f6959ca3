using System.Diagnostics;
using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;

namespace Eyrie.Faults;

/// <summary>The Kafka of a run: a real one whose process may be known, or the mock cluster in a child process.</summary>
internal sealed class KafkaProcess : IDisposable
{
    private readonly Process? _child;
    private readonly string? _restart;
    private int? _pid;

    private KafkaProcess(string address, Process? child, int? pid, string? restart) =>
        (Address, _child, _pid, _restart) = (address, child, pid, restart);

    public string Address { get; }

    public bool IsMock => _child is not null;

    /// <summary>Why it cannot be stopped for a while; null when it can.</summary>
    public string? NoStall => _pid is null ? "the process of this Kafka is not known: --kafka-pid" : null;

    /// <summary>Why it cannot be killed and started again.</summary>
    public string? NoRestart => IsMock ? "the mock cluster forgets all when it ends: --kafka"
        : _restart is null ? "nobody says how to start it again: --kafka-restart" : NoStall;

    public static async Task<KafkaProcess> StartAsync(FaultOptions options, string prefix)
    {
        if (options.Kafka is { } address)
        {
            return new(address, null, options.KafkaPid, options.KafkaRestart);
        }

        var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--serve-kafka", prefix])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        return await child.StandardOutput.ReadLineAsync() is { } served
            ? new(served, child, child.Id, null)
            : throw new InvalidOperationException("the mock Kafka did not start");
    }

    /// <summary>The child's part: serves until its parent is gone.</summary>
    public static int Serve(string prefix)
    {
        using var kafka = InProcessKafka.Start(new Topics(prefix, Oracle.Partitions));
        Console.WriteLine(kafka.BootstrapServers);
        Console.In.ReadToEnd();
        return 0;
    }

    public void Stall() => Signals.Send(_pid!.Value, Signals.Stop);

    public void Resume() => Signals.Send(_pid!.Value, Signals.Continue);

    public void Kill() => Signals.Send(_pid!.Value, Signals.Kill);

    public async Task RestartAsync()
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", _restart!]) { RedirectStandardOutput = true })!;
        var lines = (await shell.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _pid = int.Parse(lines[^1], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (_child is not null)
        {
            Signals.End(_child);
        }
    }
}
