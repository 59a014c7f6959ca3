using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Protos.Tetragon;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Tetragon;

/// <summary>
/// Fetches the processes that Tetragon knows, beside the stream of events and over a connection of its own: those that began while nobody
/// listened would be missing from ancestry for ever. What goes wrong with it costs a line and nothing else.
/// </summary>
internal sealed class ProcessSeeding(SensorContext context)
{
    /// <summary>A connection that is lost again and again must not fetch tens of thousands of processes each time.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // The agent's cache has up to 65,536 processes, each with its command line and its pod's labels.
    private const int LargestAnswer = 256 * 1024 * 1024;
    private const int FlushEvery = 1_024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly Method<GetDebugRequest, byte[]> GetDebug =
        RawMethod.Unary<GetDebugRequest>(TetragonGrpcStream.Service, "GetDebug");

    private readonly ILogger _logger = context.Loggers.CreateLogger<ProcessSeeding>();
    private long? _last;

    /// <summary>Fetches them once, and hands each over.</summary>
    public async Task RunAsync(IEventIntake intake, CancellationToken cancellation)
    {
        if (!context.Sensor.SeedProcesses)
        {
            return;
        }

        if (_last is { } last && Pause - context.Time.GetElapsedTime(last) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, context.Time, cancellation);
        }

        _last = context.Time.GetTimestamp();
        try
        {
            if (await AskAsync(cancellation) is { } answer)
            {
                await HandOverAsync(answer, intake, cancellation);
            }
            else
            {
                _logger.ProcessesNotSeeded(context.Sensor.Name, context.Sensor.Address, "it does not know GetDebug");
            }
        }
        catch (PipelineException e)
        {
            _logger.ProcessesNotSeeded(context.Sensor.Name, context.Sensor.Address, e.Message);
        }
    }

    private async Task<byte[]?> AskAsync(CancellationToken cancellation)
    {
        // Never without arguments: the agent reads them unasked, and crashes where there are none.
        var request = new GetDebugRequest { Flag = ConfigFlag.DumpProcessCache, Dump = new() { SkipZeroRefcnt = true } };
        var patient = context.Ingestor with { MaxMessageBytes = LargestAnswer, ConnectTimeout = Patience };
        using var connection = SensorConnection.Open(context with { Ingestor = patient });
        return await connection.AskAsync(GetDebug, request, context.Time, cancellation);
    }

    /// <summary>We hold them all, so these can wait for room where the events cannot.</summary>
    private async Task HandOverAsync(byte[] answer, IEventIntake intake, CancellationToken cancellation)
    {
        var processes = Processes(answer);
        for (var i = 0; i < processes.Count; i++)
        {
            await intake.RoomAsync(cancellation);
            intake.TryKeep(answer[processes[i]], SensorFormat.TetragonProcess, out _);
            if (i % FlushEvery == FlushEvery - 1)
            {
                intake.Flush();
            }
        }

        intake.Flush();
        _logger.ProcessesSeeded(context.Sensor.Name, context.Sensor.Address, processes.Count);
    }

    /// <summary>Where in an answer its processes are.</summary>
    private static List<Range> Processes(byte[] answer)
    {
        var processes = new List<Range>();
        for (var fields = new ProtobufFields(answer); fields.MoveNext();)
        {
            if (fields is { Number: GetDebugResponse.ProcessesFieldNumber, HasBytes: true })
            {
                Add(answer, fields.Bytes, processes);
            }
        }

        return processes;
    }

    private static void Add(byte[] answer, Range dump, List<Range> processes)
    {
        var start = dump.Start.Value;
        for (var fields = new ProtobufFields(answer.AsSpan(dump)); fields.MoveNext();)
        {
            if (fields is { Number: DumpProcessCacheResArgs.ProcessesFieldNumber, HasBytes: true })
            {
                processes.Add(new(start + fields.Bytes.Start.Value, start + fields.Bytes.End.Value));
            }
        }
    }
}
