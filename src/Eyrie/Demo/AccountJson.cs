using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Demo;

/// <summary>The account as one line of JSON, for programs.</summary>
internal static class AccountJson
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line.</summary>
    public static string Write(DemoResult result)
    {
        var (figures, account) = (result.Figures, result.Account);
        return new JsonObject
        {
            ["ok"] = result.Succeeded,
            ["lost"] = account.Lost,
            ["interrupted"] = result.Interrupted,
            ["elapsedSeconds"] = Seconds(result.Elapsed),
            ["firstAlertSeconds"] = result.FirstAlert is { } first ? Seconds(first) : null,
            ["sent"] = figures.Sensors.Count > 0 ? figures.Sensors.Values.Sum(sensor => sensor.Sent) : null,
            ["read"] = figures.Read,
            ["health"] = figures.Health,
            ["published"] = figures.Published,
            ["enriched"] = figures.EnricherRead,
            ["alerts"] = figures.Alerts,
            ["activity"] = figures.Activity,
            ["dropped"] = Counts(figures.IngestorDropped.Concat(figures.EnricherDropped)),
            ["deadLettered"] = figures.Topics.Dead,
            ["joins"] = Counts(figures.Joins),
            ["sensors"] = new JsonObject(figures.Sensors.Select(sensor => KeyValuePair.Create(sensor.Key, (JsonNode?)Sensor(sensor.Value)))),
            ["sinks"] = new JsonObject(figures.Sinks.Select(sink => KeyValuePair.Create(sink.Key, (JsonNode?)Sink(sink.Value)))),
            ["targets"] = new JsonObject
            {
                ["elasticsearchDocuments"] = figures.DocumentsStored,
                ["slackMessages"] = figures.SlackMessages,
                ["pagerdutyEvents"] = figures.PagerDutyEvents,
                ["pagerdutyIncidents"] = figures.PagerDutyIncidents,
            },
            ["account"] = new JsonArray([.. account.Lines.Select(Line)]),
            ["notChecked"] = Texts(account.Unseen),
            ["violations"] = Texts(result.Violations),
            ["failure"] = result.Failure,
        }.ToJsonString(Relaxed);
    }

    private static JsonObject Sensor(SensorFigures sensor) => new()
    {
        ["generated"] = sensor.Generated,
        ["sent"] = sensor.Sent,
        ["dropped"] = sensor.Dropped,
        ["unheard"] = sensor.Unheard,
    };

    private static JsonObject Sink(SinkFigures sink) => new()
    {
        ["written"] = sink.Written,
        ["filtered"] = sink.Filtered,
        ["rejected"] = sink.Rejected,
    };

    private static JsonObject Line(AccountLine line) => new()
    {
        ["line"] = line.Name,
        ["of"] = line.Whole,
        ["count"] = line.Count,
        ["parts"] = new JsonObject(line.Parts.Select(part => KeyValuePair.Create(part.What, (JsonNode?)part.Count))),
        ["missing"] = line.Missing,
    };

    private static JsonObject Counts(IEnumerable<KeyValuePair<string, long>> counts) =>
        new(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value)));

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
