using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.State;
using Eyrie.Enricher.Steps;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Tests;

/// <summary>Observations, made by hand. Times are milliseconds after the node's boot, which was at <see cref="Boot"/>.</summary>
internal static class An
{
    public const string Node = "node-1";
    public static readonly EventTime Boot = EventTime.From(new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero));
    private static int Ids;

    public static ConsumeResult<string, byte[]> Record { get; } =
        new() { Topic = "events.v1", Message = new() { Key = Node, Value = "{}"u8.ToArray(), Headers = [] } };

    public static EventTime At(double milliseconds) => new(Boot.UnixNanoseconds + (long)(milliseconds * 1_000_000));

    public static string ExecId(double milliseconds, long pid) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Node}:{(long)(milliseconds * 1_000_000)}:{pid}")));

    public static ProcessFact Image(
        double start, long pid, string line, string? parent = null, string flags = "execve clone", string? container = null) => new()
        {
            ExecId = ExecId(start, pid),
            ParentExecId = parent,
            Pid = pid,
            Executable = line.Split(' ')[0],
            Name = line.Split(' ')[0].Split('/')[^1],
            CommandLine = line,
            Start = At(start),
            Flags = flags,
            ContainerId = container,
        };

    public static Observation Exec(ProcessFact process, ProcessFact? parent = null, double? at = null) => Tetragon(
        ObservationKind.ProcessStart, process, at is { } time ? At(time) : process.Start!.Value) with
    { Parent = parent };

    public static Observation Exit(ProcessFact process, double at, string? signal = null) => Tetragon(
        ObservationKind.ProcessExit, process with { End = At(at), ExitCode = signal is null ? 0 : null, ExitSignal = signal }, At(at));

    /// <summary>A process out of Tetragon's cache.</summary>
    public static Observation Cached(ProcessFact process, double at) =>
        Tetragon(ObservationKind.CachedProcess, process, At(at)) with { Format = SensorFormat.TetragonProcess };

    public static Observation Policy(ProcessFact process, double at, string policy = "p", string? enforcement = null) =>
        Tetragon(ObservationKind.PolicyEvent, process, At(at)) with { Rule = new(policy), Enforcement = enforcement };

    public static Observation Tetragon(ObservationKind kind, ProcessFact? process, EventTime time) => new()
    {
        Id = NextId(),
        Format = SensorFormat.TetragonProtobuf,
        Node = Node,
        Time = time,
        Received = time + TimeSpan.FromMilliseconds(1),
        Kind = kind,
        EventName = "test",
        Process = process,
    };

    public static Observation Alert(
        double at, long? pid, string? line = null, string action = "openat", string outcome = "success", double? cloned = null) => new()
        {
            Id = NextId(),
            Format = SensorFormat.FalcoProtobuf,
            Node = Node,
            Time = At(at),
            Received = At(at + 100),
            Kind = ObservationKind.Detection,
            EventName = "alert",
            Rule = new("A rule"),
            Severity = Severity.Warning,
            Action = action,
            Outcome = outcome,
            Process = new()
            {
                Pid = pid,
                Name = line?.Split(' ')[0].Split('/')[^1],
                CommandLine = line is null ? null : $"{line.Split(' ')[0].Split('/')[^1]}{line[line.Split(' ')[0].Length..]}",
                Start = cloned is { } start ? At(start) : null,
            },
        };

    public static EnrichmentPipeline Pipeline(EnricherOptions? options = null, IPodSource? pods = null)
    {
        var wrapped = Options.Create(options ?? new());
        var detector = new Detector(wrapped);
        return new(detector, new Correlator(wrapped), [new PodStep(pods ?? new NoPods()), new ExceptionStep(detector), new IncidentStep(wrapped), new RelatedStep()], wrapped);
    }

    public static PartitionState State(EnricherOptions? options = null) => new(options ?? new());

    /// <summary>What goes out when these are read, in this order.</summary>
    public static List<Enriched> Read(this EnrichmentPipeline pipeline, PartitionState state, params ReadOnlySpan<Observation> observations)
    {
        var output = new List<Enriched>();
        foreach (var observation in observations)
        {
            pipeline.Apply(observation, Record, state, output);
        }

        return output;
    }

    public static IEnumerable<Enriched> Alerts(this IEnumerable<Enriched> output) =>
        output.Where(enriched => enriched.Enrichment.AlertSeverity is not null);

    private static string NextId() => Interlocked.Increment(ref Ids).ToString("x32", CultureInfo.InvariantCulture);
}
