using System.Text;
using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Mapping;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using FalcoResponse = Eyrie.Protos.Falco.Outputs.response;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>Everything that real sensors said, as events, observations and documents.</summary>
internal static class SampleDocuments
{
    // Later than any sample, so that no time is taken for a claim about the future.
    public static readonly EventTime Received = EventTime.From(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    private const int FirstOfAKind = 2;
    private static readonly Detector Detector = new(Options.Create(new EnricherOptions()));

    /// <summary>Files below <c>tests/samples</c> and how their lines are to be read.</summary>
    public static IReadOnlyList<(string File, SensorFormat Format)> Files { get; } =
    [
        ("falco/falco-0.43.1-http.jsonl", SensorFormat.FalcoJson),
        ("falco/falco-0.43.1-grpc.jsonl", SensorFormat.FalcoProtobuf),
        ("falco/falco-website.jsonl", SensorFormat.FalcoJson),
        ("falco/falcosecurity-testing.jsonl", SensorFormat.FalcoJson),
        ("falco/falcosidekick-tests.jsonl", SensorFormat.FalcoJson),
        ("falco/plugins-gcpaudit-collector.jsonl", SensorFormat.FalcoJson),
        ("falco/rules-readme.jsonl", SensorFormat.FalcoJson),
        ("eyrie/health.jsonl", SensorFormat.EyrieJson),
        ("tetragon/cilium-docs.jsonl", SensorFormat.TetragonJson),
        ("tetragon/cilium-go-tests.jsonl", SensorFormat.TetragonJson),
        ("tetragon/docs-patched.jsonl", SensorFormat.TetragonJson),
        ("tetragon/legacy-isovalent.jsonl", SensorFormat.TetragonJson),
        ("recordings/1-guide-attack/falco-http.jsonl", SensorFormat.FalcoJson),
        ("recordings/1-guide-attack/tetragon.jsonl", SensorFormat.TetragonProtobuf),
        ("recordings/2-web-shell/falco-grpc.jsonl", SensorFormat.FalcoProtobuf),
        ("recordings/2-web-shell/tetragon.jsonl", SensorFormat.TetragonProtobuf),
        ("recordings/3-guide-attack-without-pids/falco-grpc.jsonl", SensorFormat.FalcoProtobuf),
    ];

    /// <summary>The recordings' other files. <c>falco-http.jsonl</c> of the third has plain texts, which are no alerts: that Falco had no <c>json_output</c>.</summary>
    public static IReadOnlyList<(string File, SensorFormat Format)> OtherFiles { get; } =
    [
        ("recordings/1-guide-attack/falco-grpc.jsonl", SensorFormat.FalcoProtobuf),
        ("recordings/2-web-shell/falco-http.jsonl", SensorFormat.FalcoJson),
        ("recordings/3-guide-attack-without-pids/tetragon.jsonl", SensorFormat.TetragonProtobuf),
    ];

    /// <summary>The events of a file.</summary>
    public static IEnumerable<SensorEvent> Events(string file, SensorFormat format) =>
        Testing.Samples.Lines(file).Select(line => Event(line, format));

    /// <summary>The document of every event of every file.</summary>
    public static IEnumerable<byte[]> All() =>
        Files.Concat(OtherFiles).SelectMany(sample => Events(sample.File, sample.Format)).Select(sensorEvent => Write(sensorEvent));

    /// <summary>The lines of a file; of a recording, which repeats itself hundreds of times, the first of each kind of event.</summary>
    public static IEnumerable<string> RepresentativeLines(string file, SensorFormat format)
    {
        var seen = new Dictionary<(string, string?, string?), int>();
        foreach (var line in Testing.Samples.Lines(file))
        {
            var observation = Map(Event(line, format));
            var kind = (observation.EventName, Judge(observation).Name(observation).Rule?.Name, observation.Action);
            var count = seen[kind] = seen.GetValueOrDefault(kind) + 1;
            if (count <= FirstOfAKind || !file.StartsWith("recordings/", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    /// <summary>One line as an event; protobuf formats take protobuf's JSON.</summary>
    public static SensorEvent Event(string line, SensorFormat format) => new(format switch
    {
        SensorFormat.FalcoProtobuf => JsonParser.Default.Parse<FalcoResponse>(line).ToByteArray(),
        SensorFormat.TetragonProtobuf => JsonParser.Default.Parse<GetEventsResponse>(line).ToByteArray(),
        _ => Encoding.UTF8.GetBytes(line),
    }, format, "node-1", Received)
    { Cluster = "demo" };

    /// <summary>Maps an event.</summary>
    public static Observation Map(in SensorEvent sensorEvent) => SensorMapper.Map(sensorEvent, sensorEvent.ComputeId());

    /// <summary>What an event alone enriches itself with.</summary>
    public static Enrichment Enrich(Observation observation) => new()
    {
        Process = observation.Process,
        Ancestors = observation.Parent is { } parent ? [parent, .. observation.Ancestors] : [],
        Correlation = new(observation.Health is null ? CorrelationMethod.Sensor : CorrelationMethod.None, Confidence.High),
        Pod = observation.Pod,
        PodSource = observation.Pod is null ? null : "event",
        Container = observation.Container,
        AlertSeverity = Judge(observation).Severity,
        Subject = Judge(observation).Severity is null ? null : "node-1",
        Incident = Judge(observation).Severity is null ? null : new("3f2a", "node-1", 2),
    };

    /// <summary>Whether Eyrie makes an alert of it, with the detections that it comes with.</summary>
    public static Verdict Judge(Observation observation) => Detector.Judge(observation);

    /// <summary>Writes an event's document.</summary>
    public static byte[] Write(in SensorEvent sensorEvent) => WriteJudged(Map(sensorEvent));

    /// <summary>Writes its document under the name of what made an alert of it.</summary>
    public static byte[] WriteJudged(Observation observation)
    {
        var (verdict, enrichment) = (Judge(observation), Enrich(observation));
        return Write(verdict.Tell(verdict.Name(observation), enrichment), enrichment);
    }

    /// <summary>Writes a document of what is known.</summary>
    public static byte[] Write(Observation observation, Enrichment? enrichment = null, bool redact = true, bool analyzer = false)
    {
        using var writer = new DocumentWriter(redact ? new Redaction() : null, analyzer);
        return writer.Write(observation, enrichment ?? Enrich(observation), Received + TimeSpan.FromSeconds(1)).ToArray();
    }
}
