using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Eyrie.Demo.StandIns;

/// <summary>A message that Slack took.</summary>
/// <param name="Channel">Where it went; the webhook's name when it came that way.</param>
/// <param name="Body">As it was sent.</param>
internal sealed record SlackMessage(string Channel, JsonElement Body);

/// <summary>Takes messages by webhook and by <c>chat.postMessage</c> with Slack's limits on blocks, lengths and rate.</summary>
internal sealed class StandInSlack : IAsyncDisposable
{
    private const string Name = "Slack";
    private const string WebhookPath = "/services/T0DEMO/B0DEMO/eyrie";
    private const string PostPath = "/api/chat.postMessage";
    private readonly string _token;
    private readonly Violations _violations;
    private readonly TimeProvider _time;
    private readonly Action<SlackMessage>? _onMessage;
    private readonly ConcurrentDictionary<string, ChannelRate> _rates = new(StringComparer.Ordinal);
    private long _accepted;
    private long _throttled;
    private StandInServer? _server;

    private StandInSlack(string token, Violations violations, TimeProvider time, Action<SlackMessage>? onMessage) =>
        (_token, _violations, _time, _onMessage) = (token, violations, time, onMessage);

    /// <summary>URL of the incoming webhook.</summary>
    public string WebhookUrl => _server!.Url + WebhookPath;

    /// <summary>URL of the Web API.</summary>
    public string ApiUrl => _server!.Url + "/api";

    /// <summary>Lets it be away for a while.</summary>
    public Outage Outage { get; } = new();

    /// <summary>Messages taken.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Messages answered with 429.</summary>
    public long Throttled => Interlocked.Read(ref _throttled);

    /// <summary>Opens the port.</summary>
    public static async Task<StandInSlack> StartAsync(
        string token, Violations violations, TimeProvider time, Action<SlackMessage>? onMessage, CancellationToken cancellation)
    {
        var standIn = new StandInSlack(token, violations, time, onMessage);
        standIn._server = await StandInServer.StartAsync(standIn.AnswerAsync, standIn.Outage, cancellation);
        return standIn;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    private async Task AnswerAsync(HttpContext context)
    {
        var webhook = context.Request.Path == WebhookPath;
        if (context.Request.Method != "POST" || (!webhook && context.Request.Path != PostPath))
        {
            _violations.Add(Name, $"no such method: {context.Request.Method} {context.Request.Path}");
            await StandInServer.AnswerAsync(context, 404, "text/plain", "no_service");
            return;
        }

        var error = await TakeAsync(context, webhook);
        if (error is "ratelimited")
        {
            context.Response.Headers.RetryAfter = ChannelRate.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            await StandInServer.AnswerAsync(context, 429, new JsonObject { ["ok"] = false, ["error"] = error });
        }
        else if (webhook)
        {
            await StandInServer.AnswerAsync(context, error is null ? 200 : 400, "text/html", error ?? "ok");
        }
        else
        {
            await StandInServer.AnswerAsync(context, 200, ApiAnswer(error));
        }
    }

    private JsonObject ApiAnswer(string? error) => error is not null
        ? new() { ["ok"] = false, ["error"] = error }
        : new()
        {
            ["ok"] = true,
            ["channel"] = "C0DEMO",
            ["ts"] = (_time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0).ToString("F6", CultureInfo.InvariantCulture),
        };

    /// <returns>Slack's word for what is wrong; null when the message was taken.</returns>
    private async Task<string?> TakeAsync(HttpContext context, bool webhook)
    {
        if (!webhook && context.Request.Headers.Authorization.ToString() != $"Bearer {_token}")
        {
            return Refuse("invalid_auth", "the token is wrong");
        }

        if (context.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) is not true)
        {
            return Refuse("invalid_payload", $"content type {context.Request.ContentType}, application/json is expected");
        }

        try
        {
            var body = await StandInServer.ReadBodyAsync(context.Request, context.RequestAborted);
            using var json = JsonDocument.Parse(body);
            return Take(json.RootElement, webhook);
        }
        catch (JsonException e)
        {
            return Refuse(webhook ? "invalid_payload" : "invalid_json", e.Message);
        }
    }

    private string? Take(JsonElement message, bool webhook)
    {
        var channel = webhook ? "webhook" : Channel(message);
        if (channel is null)
        {
            return Refuse("channel_not_found", "no channel");
        }

        var rate = _rates.GetOrAdd(channel, _ => new(_time));
        if (!rate.TryTake(out var tooEager))
        {
            Interlocked.Increment(ref _throttled);
            return tooEager ? Refuse("ratelimited", "sent again before Retry-After was over") : "ratelimited";
        }

        var problems = SlackMessageCheck.Check(message);
        foreach (var problem in problems)
        {
            _violations.Add(Name, $"{problem.Error ?? "taken, but harmful"}: {problem.Detail}");
        }

        if (problems.FirstOrDefault(problem => problem.Error is not null).Error is { } error)
        {
            return error;
        }

        Interlocked.Increment(ref _accepted);
        _onMessage?.Invoke(new(channel, message.Clone()));
        return null;
    }

    private static string? Channel(JsonElement message) =>
        message.ValueKind is JsonValueKind.Object && message.TryGetProperty("channel", out var channel) ? channel.GetString() : null;

    private string Refuse(string error, string detail)
    {
        _violations.Add(Name, $"{error}: {detail}");
        return error;
    }
}
