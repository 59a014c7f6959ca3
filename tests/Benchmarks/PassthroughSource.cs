using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;

namespace Eyrie.Benchmarks;

/// <summary>
/// A Tetragon and a Falco in a process of its own, so that its CPU seconds are not ours. It sends each listener the events to warm up, waits
/// for a word, and sends those to be measured, both as fast as they are read.
/// </summary>
internal sealed class PassthroughSource : IDisposable
{
    public const string Command = "passthrough-source";

    private const int BlockBytes = 32 * 1024; // what grpc-go, which Tetragon is built on, writes at once
    private const string NoKafka = "-";

    private readonly Process _process;

    private PassthroughSource(Process process, string address, string falco, string kafka) =>
        (_process, Address, Falco, Kafka) = (process, address, falco, kafka);

    /// <summary>Where Tetragon listens.</summary>
    public string Address { get; }

    /// <summary>Where Falco does.</summary>
    public string Falco { get; }

    /// <summary>Where Kafka does.</summary>
    public string Kafka { get; }

    public static async Task<PassthroughSource> StartAsync(PassthroughOptions options, string prefix)
    {
        var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, [Command, Text(options.WarmUp), Text(options.Events), Text(options.AlertEvery), options.Kafka ?? NoKafka, prefix])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return await process.StandardOutput.ReadLineAsync() is { } address && await process.StandardOutput.ReadLineAsync() is { } falco
            && await process.StandardOutput.ReadLineAsync() is { } kafka
            ? new(process, address, falco, kafka)
            : throw new InvalidOperationException("the source did not start");
    }

    /// <summary>The listener has warmed up.</summary>
    public void Go() => _process.StandardInput.WriteLine();

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The child's part: sends until its parent is gone.</summary>
    public static async Task ServeAsync(string[] args)
    {
        var (warmUp, events) = (Number(args[0]), Number(args[1]));
        using var kafka = args[3] is NoKafka ? InProcessKafka.Start(new(args[4])) : null;
        using var go = new SemaphoreSlim(0);
        var (tetragon, falco) = (new ScriptedTetragon(), new ScriptedFalco());
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(tetragon.AnswerAsync);
        await using var second = await ScriptedGrpcServer.OnUnixSocketAsync(falco.AnswerAsync);
        await Console.Out.WriteLineAsync(server.Address);
        await Console.Out.WriteLineAsync(second.Address);
        await Console.Out.WriteLineAsync(kafka?.BootstrapServers ?? args[3]);
        var serving = ServeListenersAsync(tetragon, new(falco, Number(args[2])), go, warmUp, events);
        while (await Console.In.ReadLineAsync() is not null)
        {
            go.Release();
        }

        if (serving.IsFaulted)
        {
            await serving;
        }
    }

    private static async Task ServeListenersAsync(ScriptedTetragon tetragon, PassthroughAlerts alerts, SemaphoreSlim go, int warmUp, int events)
    {
        var samples = SampleEvents.Tetragon();
        while (true)
        {
            var (listener, _) = await tetragon.ListenerAsync(CancellationToken.None);
            await SendAsync(listener, alerts, samples, warmUp);
            await go.WaitAsync();
            await SendAsync(listener, alerts, samples, events);
        }
    }

    private static async Task SendAsync(GrpcExchange listener, PassthroughAlerts alerts, byte[][] samples, int count)
    {
        var block = new ArrayBufferWriter<byte>(2 * BlockBytes);
        for (var i = 0; i < count; i++)
        {
            if (!alerts.Take(i))
            {
                GrpcExchange.Frame(samples[i % samples.Length], block);
            }

            if (block.WrittenCount >= BlockBytes || i == count - 1)
            {
                await listener.SendFramesAsync(block.WrittenMemory);
                block.ResetWrittenCount();
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
