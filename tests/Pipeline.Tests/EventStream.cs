using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;

namespace Eyrie.Pipeline.Tests;

/// <summary>What two sensors recorded of an attack, as if it had happened on many nodes.</summary>
internal static class EventStream
{
    /// <summary>The records of one node, in the order in which they arrived; the last alerts twice, as an Ingestor sends them that was killed.</summary>
    public static IReadOnlyList<Message<string, byte[]>> Of(string node)
    {
        var events = Recording.Value.Select(e => e with { Node = node }).ToList();
        return [.. events.Concat(events.Where(IsAlert).TakeLast(5)).Select(e => EventRecord.ToMessage(e))];
    }

    /// <summary>Ids of the alerts, and of all else.</summary>
    public static (IReadOnlySet<string> Alerts, IReadOnlySet<string> Activity) Ids(string node)
    {
        var events = Recording.Value.Select(e => e with { Node = node }).ToLookup(IsAlert, e => e.ComputeId());
        return (events[true].ToHashSet(StringComparer.Ordinal), events[false].ToHashSet(StringComparer.Ordinal));
    }

    private static readonly Lazy<IReadOnlyList<SensorEvent>> Recording = new(Read);

    // Falco's own, and what the shipped detections find among executions: the script in shared memory, the shells that connect out.
    private static bool IsAlert(SensorEvent sensorEvent)
    {
        if (sensorEvent.Format is SensorFormat.FalcoJson)
        {
            return true;
        }

        using var json = JsonDocument.Parse(sensorEvent.Payload);
        if (!json.RootElement.TryGetProperty("process_exec", out var exec))
        {
            return false;
        }

        var process = exec.GetProperty("process");
        var (binary, args) = (process.GetProperty("binary").GetString()!, process.TryGetProperty("arguments", out var found) ? found.GetString()! : "");
        return binary.StartsWith("/dev/shm/", StringComparison.Ordinal) || (binary is "/usr/bin/sh" or "/usr/bin/bash" && args.Contains("/dev/tcp/", StringComparison.Ordinal));
    }

    private static IReadOnlyList<SensorEvent> Read()
    {
        const string Folder = "recordings/2-web-shell";
        var (alerts, tetragon) = (Samples.Lines($"{Folder}/falco-http.jsonl"), Samples.Lines($"{Folder}/tetragon.jsonl"));
        var events = new List<SensorEvent>();
        foreach (var columns in Samples.Lines($"{Folder}/arrivals.tsv").Where(line => line[0] != '#').Select(line => line.Split('\t')))
        {
            var index = int.Parse(columns[1], CultureInfo.InvariantCulture) - 1;
            var arrival = new EventTime(long.Parse(columns[2], CultureInfo.InvariantCulture));
            if (columns[0] is "falco-http")
            {
                events.Add(new(Encoding.UTF8.GetBytes(alerts[index]), SensorFormat.FalcoJson, "", arrival));
            }
            else if (columns[0] is "tetragon-grpc")
            {
                events.Add(new(Encoding.UTF8.GetBytes(tetragon[index]), SensorFormat.TetragonJson, "", arrival));
            }
        }

        return [.. events.OrderBy(e => e.Received)];
    }
}
