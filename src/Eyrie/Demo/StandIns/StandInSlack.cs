using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Eyrie.Demo.StandIns;

/// <summary>A message that Slack took.</summary>
/// <param name="Channel">Where it went; the webhook's name when it came that way.</param>
/// <param name="Body">As it was sent.</param>
/// <param name="Ts">Its name in the channel; empty by webhook.</param>
/// <param name="Change">It was put in the place of the one of that name.</param>
/// <param name="Thread">The message that it answers; empty when it answers none.</param>
internal sealed record SlackMessage(string Channel, JsonElement Body, string Ts = "", bool Change = false, string Thread = "");

/// <summary>Takes messages by webhook, <c>chat.postMessage</c> and <c>chat.update</c> with Slack's limits on blocks, lengths and rate.</summary>
internal sealed class StandInSlack : IAsyncDisposable
{
    private const string Name = "Slack";
    private const string WebhookPath = "/services/T0DEMO/B0DEMO/eyrie";
    private const string PostPath = "/api/chat.postMessage";
    private const string UpdatePath = "/api/chat.update";
    private readonly string _token;
    private readonly Violations _violations;
    private readonly TimeProvider _time;
    private readonly Action<SlackMessage>? _onMessage;
    private readonly ConcurrentDictionary<string, ChannelRate> _rates = new(StringComparer.Ordinal);
    private readonly SlackChannels _channels;
    private readonly ChannelRate _updates;
    private long _accepted;
    private long _changed;
    private long _throttled;
    private StandInServer? _server;

    private StandInSlack(string token, Violations violations, TimeProvider time, Action<SlackMessage>? onMessage)
    {
        (_token, _violations, _time, _onMessage) = (token, violations, time, onMessage);
        (_channels, _updates) = (new(time), ChannelRate.OfUpdates(time));
    }

    /// <summary>URL of the incoming webhook.</summary>
    public string WebhookUrl => _server!.Url + WebhookPath;

    /// <summary>URL of the Web API.</summary>
    public string ApiUrl => _server!.Url + "/api";

    /// <summary>Which links and mentions senders mean.</summary>
    public SlackTrust Trust { get; set; } = SlackTrust.Least;

    /// <summary>Lets it be away for a while.</summary>
    public Outage Outage { get; } = new();

    /// <summary>Messages taken, those in threads among them.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Messages changed.</summary>
    public long Changed => Interlocked.Read(ref _changed);

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
        var path = context.Request.Path.Value;
        if (context.Request.Method != "POST" || path is not (WebhookPath or PostPath or UpdatePath))
        {
            _violations.Add(Name, $"no such method: {context.Request.Method} {context.Request.Path}");
            await StandInServer.AnswerAsync(context, 404, "text/plain", "no_service");
            return;
        }

        var (error, taken) = await TakeAsync(context, path);
        if (error is "ratelimited")
        {
            context.Response.Headers.RetryAfter = ChannelRate.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            await StandInServer.AnswerAsync(context, 429, new JsonObject { ["ok"] = false, ["error"] = error });
        }
        else if (path is WebhookPath)
        {
            await StandInServer.AnswerAsync(context, error is null ? 200 : 400, "text/html", error ?? "ok");
        }
        else
        {
            await StandInServer.AnswerAsync(context, 200, taken is null
                ? new JsonObject { ["ok"] = false, ["error"] = error }
                : new JsonObject { ["ok"] = true, ["channel"] = SlackChannels.Id(taken.Channel), ["ts"] = taken.Ts });
        }
    }

    /// <returns>Slack's word for what is wrong, or the message that was taken.</returns>
    private async Task<(string? Error, SlackMessage? Taken)> TakeAsync(HttpContext context, string path)
    {
        if (path is not WebhookPath && context.Request.Headers.Authorization.ToString() != $"Bearer {_token}")
        {
            return (Refuse("invalid_auth", "the token is wrong"), null);
        }

        if (context.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) is not true)
        {
            return (Refuse("invalid_payload", $"content type {context.Request.ContentType}, application/json is expected"), null);
        }

        try
        {
            var body = await StandInServer.ReadBodyAsync(context.Request, context.RequestAborted);
            using var json = JsonDocument.Parse(body);
            var message = Read(json.RootElement, path);
            return Take(message) is { } error ? (error, null) : (null, Keep(message));
        }
        catch (JsonException e)
        {
            return (Refuse(path is WebhookPath ? "invalid_payload" : "invalid_json", e.Message), null);
        }
    }

    private static SlackMessage Read(JsonElement body, string path) => new(
        path is WebhookPath ? "webhook" : Text(body, "channel"), body.Clone(), Text(body, "ts"), path is UpdatePath, path is PostPath ? Text(body, "thread_ts") : "");

    /// <returns>Slack's word for what is wrong; null when the message is taken.</returns>
    private string? Take(SlackMessage message)
    {
        if (message.Channel.Length == 0)
        {
            return Refuse("channel_not_found", "no channel");
        }

        var rate = message.Change ? _updates : _rates.GetOrAdd(SlackChannels.Id(message.Channel), _ => new(_time));
        if (!rate.TryTake(out var tooEager))
        {
            Interlocked.Increment(ref _throttled);
            return tooEager ? Refuse("ratelimited", "sent again before Retry-After was over") : "ratelimited";
        }

        if (message.Change && !_channels.Has(message.Channel, message.Ts))
        {
            return Refuse("message_not_found", $"no message {message.Ts} in {message.Channel}");
        }

        if (message.Thread.Length > 0 && !_channels.Has(message.Channel, message.Thread))
        {
            _violations.Add(Name, $"taken, but lost: no message {message.Thread} in {message.Channel} to answer");
        }

        return Problem(message.Body);
    }

    private string? Problem(JsonElement body)
    {
        var problems = SlackMessageCheck.Check(body, Trust);
        foreach (var problem in problems)
        {
            _violations.Add(Name, $"{problem.Error ?? "taken, but harmful"}: {problem.Detail}");
        }

        return problems.FirstOrDefault(problem => problem.Error is not null).Error;
    }

    private SlackMessage Keep(SlackMessage message)
    {
        var taken = message.Change || message.Channel == "webhook" ? message : message with { Ts = _channels.Add(message.Channel) };
        Interlocked.Increment(ref message.Change ? ref _changed : ref _accepted);
        _onMessage?.Invoke(taken);
        return taken;
    }

    private static string Text(JsonElement body, string name) =>
        body.ValueKind is JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";

    private string Refuse(string error, string detail)
    {
        _violations.Add(Name, $"{error}: {detail}");
        return error;
    }
}
