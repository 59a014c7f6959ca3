using System.Globalization;
using System.Text;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Mapping;
using Eyrie.Testing;

namespace Eyrie.Enricher.Tests.Correlation;

/// <summary>A recording of both sensors, in the order in which the two streams arrived.</summary>
internal sealed class Recording
{
    private Recording(IReadOnlyList<SensorEvent> events) => Events = events;

    public IReadOnlyList<SensorEvent> Events { get; }

    /// <summary>Reads one.</summary>
    /// <param name="name">Its folder.</param>
    /// <param name="falco"><c>falco-http</c> or <c>falco-grpc</c>.</param>
    public static Recording Read(string name, string falco)
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
                events.Add(new(Alert(alerts[index], falco), SensorFormat.FalcoJson, "vm", arrival));
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

    /// <summary>What goes out when it is read, to the last waiting alert.</summary>
    public List<Enriched> Play()
    {
        var (pipeline, state, output) = (An.Pipeline(), An.State(), new List<Enriched>());
        foreach (var sensorEvent in Events)
        {
            var observation = SensorMapper.Map(sensorEvent, sensorEvent.ComputeId());
            pipeline.Apply(observation, An.Record, state, output);
        }

        state.Clock.Idle(TimeSpan.FromSeconds(10));
        pipeline.Expire(state, output);
        return output;
    }

    // Over gRPC the alert's own JSON travels in the field 'output'.
    private static byte[] Alert(string line, string falco)
    {
        using var json = JsonDocument.Parse(line);
        return Encoding.UTF8.GetBytes(
            falco == "falco-grpc" && json.RootElement.GetProperty("output").GetString() is ['{', ..] inner ? inner : line);
    }
}
