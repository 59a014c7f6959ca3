using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Enricher.Mapping;
using Eyrie.Testing;
using Google.Protobuf;
using FalcoResponse = Eyrie.Protos.Falco.Outputs.response;

namespace Eyrie.Enricher.Tests.Correlation;

/// <summary>A recording of both sensors, in the order in which the two streams arrived.</summary>
internal sealed class Recording
{
    private Recording(IReadOnlyList<SensorEvent> events) => Events = events;

    public IReadOnlyList<SensorEvent> Events { get; }

    /// <summary>Reads one.</summary>
    /// <param name="name">Its folder.</param>
    /// <param name="falco"><c>falco-http</c> or <c>falco-grpc</c>.</param>
    /// <param name="ofItsOwnForm">What came over gRPC is protobuf; else it is read as the JSON that travels in it.</param>
    public static Recording Read(string name, string falco, bool ofItsOwnForm = false)
    {
        var alerts = Samples.Lines($"recordings/{name}/{falco}.jsonl");
        var tetragon = Samples.Lines($"recordings/{name}/tetragon.jsonl");
        var events = new List<SensorEvent>();
        foreach (var line in Samples.Lines($"recordings/{name}/arrivals.tsv").Where(line => line[0] != '#'))
        {
            var columns = line.Split('\t');
            var index = int.Parse(columns[1], CultureInfo.InvariantCulture) - 1;
            var arrival = new EventTime(long.Parse(columns[2], CultureInfo.InvariantCulture));
            if (columns[0] == falco)
            {
                events.Add(ofItsOwnForm && falco == "falco-grpc"
                    ? new(JsonParser.Default.Parse<FalcoResponse>(alerts[index]).ToByteArray(), SensorFormat.FalcoProtobuf, "vm", arrival)
                    : new(Alert(alerts[index], falco), SensorFormat.FalcoJson, "vm", arrival));
            }
            else if (columns[0] == "tetragon-grpc")
            {
                events.Add(new(Encoding.UTF8.GetBytes(tetragon[index]), SensorFormat.TetragonJson, "vm", arrival));
            }
        }

        return new([.. events.OrderBy(e => e.Received)]);
    }

    /// <summary>The same, with every event of Tetragon's later by so much.</summary>
    public Recording Delayed(TimeSpan delay) => new(
        [.. Events.Select(e => e.Format is SensorFormat.TetragonJson ? e with { Received = e.Received + delay } : e).OrderBy(e => e.Received)]);

    /// <summary>The same without Tetragon.</summary>
    public Recording WithoutTetragon() => new([.. Events.Where(e => e.Format is not SensorFormat.TetragonJson)]);

    /// <summary>The same, but Falco prints no pid, as its shipped rules do not: neither the process', nor a thread's, nor an ancestor's.</summary>
    public Recording WithoutPids() => new([.. Events.Select(e => e.Format switch
    {
        SensorFormat.FalcoJson => e with { Payload = Encoding.UTF8.GetBytes(WithoutPids(Encoding.UTF8.GetString(e.Payload.Span))) },
        SensorFormat.FalcoProtobuf => e with { Payload = WithoutPids(FalcoResponse.Parser.ParseFrom(e.Payload.Span)).ToByteArray() },
        _ => e,
    })]);

    /// <summary>Falco's alerts.</summary>
    public IEnumerable<Observation> Alerts() =>
        Events.Where(e => e.Format is SensorFormat.FalcoJson or SensorFormat.FalcoProtobuf).Select(e => SensorMapper.Map(e, e.ComputeId()));

    /// <summary>What goes out when it is read, to the last waiting alert.</summary>
    public List<Enriched> Play(EnricherOptions? options = null)
    {
        var (pipeline, state, output) = (An.Pipeline((options ?? new()) with { DefaultDetections = false }), An.State(), new List<Enriched>());
        foreach (var sensorEvent in Events)
        {
            var observation = SensorMapper.Map(sensorEvent, sensorEvent.ComputeId());
            pipeline.Apply(observation, An.Record, state, output);
        }

        state.Clock.Idle(TimeSpan.FromSeconds(10));
        pipeline.Expire(state, output);
        return output;
    }

    private static string WithoutPids(string alert)
    {
        var json = JsonNode.Parse(alert)!.AsObject();
        var fields = json["output_fields"]!.AsObject();
        foreach (var name in fields.Select(field => field.Key).Where(IsPid).ToList())
        {
            fields.Remove(name);
        }

        return json.ToJsonString();
    }

    private static FalcoResponse WithoutPids(FalcoResponse alert)
    {
        foreach (var name in alert.OutputFields.Keys.Where(IsPid).ToList())
        {
            alert.OutputFields.Remove(name);
        }

        alert.Output = alert.Output.StartsWith('{') ? WithoutPids(alert.Output) : alert.Output;
        return alert;
    }

    private static bool IsPid(string field) => field is "proc.pid" or "proc.ppid" or "proc.vpid" or "proc.pvpid" or "proc.vpgid" or "proc.pgid"
        or "proc.sid" or "proc.pid.ts" or "proc.ppid.ts" or "proc.duration" or "proc.ppid.duration" or "thread.tid" or "thread.vtid"
        || field.StartsWith("proc.apid[", StringComparison.Ordinal);

    // Over gRPC the alert's own JSON travels in the field 'output'.
    private static byte[] Alert(string line, string falco)
    {
        using var json = JsonDocument.Parse(line);
        return Encoding.UTF8.GetBytes(
            falco == "falco-grpc" && json.RootElement.GetProperty("output").GetString() is ['{', ..] inner ? inner : line);
    }
}
