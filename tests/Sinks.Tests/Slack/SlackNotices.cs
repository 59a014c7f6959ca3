using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Demo.StandIns;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Routing;
using Eyrie.Testing;

namespace Eyrie.Sinks.Tests.Slack;

/// <summary>Notices for tests, and what must hold of every message.</summary>
internal static class SlackNotices
{
    public static readonly AlertLinks Links = new(new()
    {
        KibanaUrl = "https://kibana.example.com",
        Runbooks = [new() { Rule = "*", Url = "https://wiki.example.com/{ruleSlug}?pod={pod}&host={host}" }],
    });

    /// <summary>The strict check, with our own links and the mentions given.</summary>
    public static void AssertHarmless(JsonObject message, params string[] mentions)
    {
        using var json = JsonDocument.Parse(message.ToJsonString());
        var trust = new SlackTrust([.. SlackTrust.Least.Links, "https://kibana.example.com/app/discover#/?_g=", "https://wiki.example.com/"], mentions);

        Assert.Equal("", string.Join('\n', SlackMessageCheck.Check(json.RootElement, trust).Select(problem => $"{problem.Error}: {problem.Detail}")));
    }

    public static Notice Of(params Alert[] news) => new()
    {
        Address = "#soc",
        Group = news.Length > 0 ? news[0].Incident : "inc-42",
        Target = new("root", "", RouteSettings.None),
        News = news,
    };

    public static Notice At(this Notice notice, RouteSettings settings) => notice with { Target = notice.Target with { Settings = settings } };

    /// <summary>An alert of an incident with its totals so far.</summary>
    public static Alert Alert(int sequence, Severity severity = Severity.Warning, string rule = "Shell in a web server", string incident = "inc-42") => An.FullAlert() with
    {
        Id = $"alert-{incident}-{sequence}",
        Document = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["event"] = new JsonObject { ["id"] = $"alert-{incident}-{sequence}", ["severity"] = (int)severity },
            ["rule"] = new JsonObject { ["name"] = rule },
            ["eyrie"] = new JsonObject { ["incident"] = new JsonObject { ["id"] = incident } },
        }.ToJsonString()),
        Severity = severity,
        Rule = rule,
        Incident = incident,
        IncidentSequence = sequence,
        IncidentSoFar = new()
        {
            First = EventTime.From(1_760_000_000, 0),
            Last = EventTime.From(1_760_000_000 + (60 * sequence), 0),
            Alerts = sequence,
            Severity = severity,
            RiskScore = 83,
            Rules = [rule],
        },
    };

    public static Alert Closing(int alerts, Severity worst = Severity.Critical, string incident = "inc-42") => Alert(alerts, worst, incident: incident) with
    {
        Id = $"closed-{incident}",
        Kind = "event",
        Sensor = "eyrie",
        ClosesIncident = true,
    };

    /// <summary>Bodies by the method they were sent to.</summary>
    public static IEnumerable<(string Method, JsonObject Body)> Calls(this LoopbackHttp server) =>
        server.Requests.Select(request => (request.Path.TrimStart('/'), JsonNode.Parse(request.Text)!.AsObject()));

    public static string Text(this JsonObject message, int block) => message["blocks"]![block]!["text"]!["text"]!.GetValue<string>();

    /// <summary>Every text that a person sees.</summary>
    public static string All(this JsonNode node) => string.Join('\n', Texts(node));

    private static IEnumerable<string> Texts(JsonNode node) => node switch
    {
        JsonObject found => found.SelectMany(child => child is { Key: "text", Value: JsonValue value } ? [value.GetValue<string>()] : child.Value is null ? [] : Texts(child.Value)),
        JsonArray found => found.SelectMany(child => Texts(child!)),
        _ => [],
    };
}
