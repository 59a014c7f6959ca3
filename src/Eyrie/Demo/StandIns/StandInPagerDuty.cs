using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Eyrie.Demo.StandIns;

/// <summary>What a person on call sees.</summary>
/// <param name="DedupKey">What events are put together by.</param>
/// <param name="Severity">PagerDuty's word.</param>
/// <param name="Summary">Of the event that opened it.</param>
/// <param name="Source">Of the event that opened it.</param>
/// <param name="Events">Events put together so far.</param>
/// <param name="Open">Not resolved.</param>
/// <param name="Acknowledged">Somebody is at it.</param>
internal sealed record PagerDutyIncident(
    string DedupKey, string Severity, string Summary, string Source, int Events, bool Open, bool Acknowledged = false);

/// <summary>Takes events at <c>/v2/enqueue</c> by the rules of PagerDuty's Events API v2, keeps incidents by dedup key.</summary>
internal sealed class StandInPagerDuty : IAsyncDisposable
{
    private const string Name = "PagerDuty";
    private const string Path = "/v2/enqueue";
    private readonly string _routingKey;
    private readonly Violations _violations;
    private readonly Action<JsonElement>? _onEvent;
    private readonly ConcurrentDictionary<string, PagerDutyIncident> _incidents = new(StringComparer.Ordinal);
    private long _accepted;
    private StandInServer? _server;

    private StandInPagerDuty(string routingKey, Violations violations, Action<JsonElement>? onEvent) =>
        (_routingKey, _violations, _onEvent) = (routingKey, violations, onEvent);

    /// <summary>Where events are posted to.</summary>
    public string Url => _server!.Url + Path;

    /// <summary>Lets it be away for a while.</summary>
    public Outage Outage { get; } = new();

    /// <summary>Events taken.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>The incidents, in no order.</summary>
    public IReadOnlyCollection<PagerDutyIncident> Incidents => [.. _incidents.Values];

    /// <summary>Opens the port.</summary>
    public static async Task<StandInPagerDuty> StartAsync(
        string routingKey, Violations violations, Action<JsonElement>? onEvent, CancellationToken cancellation)
    {
        var standIn = new StandInPagerDuty(routingKey, violations, onEvent);
        standIn._server = await StandInServer.StartAsync(standIn.AnswerAsync, standIn.Outage, cancellation);
        return standIn;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Method != "POST" || context.Request.Path != Path)
        {
            _violations.Add(Name, $"no such method: {context.Request.Method} {context.Request.Path}");
            await StandInServer.AnswerAsync(context, 404, new JsonObject { ["error"] = "not found" });
            return;
        }

        var body = await StandInServer.ReadBodyAsync(context.Request, context.RequestAborted);
        var problems = PagerDutyEventCheck.Check(body, _routingKey);
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
            {
                _violations.Add(Name, problem);
            }

            await StandInServer.AnswerAsync(context, 400, Invalid(problems));
            return;
        }

        using var json = JsonDocument.Parse(body);
        var key = Take(json.RootElement);
        await StandInServer.AnswerAsync(
            context, 202, new JsonObject { ["status"] = "success", ["message"] = "Event processed", ["dedup_key"] = key });
    }

    private string Take(JsonElement sent)
    {
        var number = Interlocked.Increment(ref _accepted);
        var key = Text(sent, "dedup_key") is { Length: > 0 } given ? given : number.ToString("x32", CultureInfo.InvariantCulture);
        switch (Text(sent, "event_action"))
        {
            case "trigger":
                var payload = sent.GetProperty("payload");
                var opened = new PagerDutyIncident(key, Text(payload, "severity"), Text(payload, "summary"), Text(payload, "source"), 1, true);
                _incidents.AddOrUpdate(key, opened, (_, known) => known.Open ? known with { Events = known.Events + 1 } : opened);
                break;
            case "acknowledge" when _incidents.TryGetValue(key, out var open) && open.Open:
                _incidents[key] = open with { Acknowledged = true };
                break;
            case "resolve" when _incidents.TryGetValue(key, out var known):
                _incidents[key] = known with { Open = false };
                break;
        }

        _onEvent?.Invoke(sent.Clone());
        return key;
    }

    private static string Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static JsonObject Invalid(IReadOnlyList<string> problems) => new()
    {
        ["status"] = "invalid event",
        ["message"] = "Event object is invalid",
        ["errors"] = new JsonArray([.. problems.Select(problem => JsonValue.Create(problem))]),
    };
}
