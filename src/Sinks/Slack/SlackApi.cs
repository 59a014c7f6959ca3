using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Platform;
using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.Slack;

/// <summary>What Slack said about a message, where it was neither a success to forget nor a failure to try again.</summary>
internal enum SlackVerdict
{
    /// <summary>Slack has it.</summary>
    Taken,

    /// <summary>Slack does not let us post there.</summary>
    PlaceRefused,

    /// <summary>The message that was to be changed or answered is gone.</summary>
    MessageGone,
}

/// <summary>Slack's answer.</summary>
/// <param name="Verdict">What it comes to.</param>
/// <param name="Ts">The message's name, with <paramref name="Channel"/>; empty for webhooks.</param>
/// <param name="Channel">The channel's id.</param>
/// <param name="Refusal">What to throw where nothing else can be done; null when it was taken.</param>
internal sealed record SlackAnswer(SlackVerdict Verdict, string Ts = "", string Channel = "", PipelineException? Refusal = null)
{
    /// <exception cref="PipelineException">It was not taken.</exception>
    public SlackAnswer OrThrow() => Refusal is null ? this : throw Refusal;
}

/// <summary>Posts and changes messages: to webhooks, else by <c>chat.postMessage</c> and <c>chat.update</c>.</summary>
internal sealed class SlackApi(SlackOptions options, HttpTarget target) : IDisposable
{
    private const string Target = "Slack";
    private const int MaxName = 64;

    /// <summary>Posts a message; with <paramref name="thread"/> as an answer below that one, which <paramref name="broadcast"/> shows in the channel, too.</summary>
    /// <exception cref="PipelineException">Slack has it not, and nowhere else would it fare better; <see cref="FailureKind.Rejected"/>: it never will.</exception>
    public Task<SlackAnswer> PostAsync(SlackPlace place, JsonObject message, CancellationToken cancellation, string thread = "", bool broadcast = false)
    {
        if (place.IsWebhook)
        {
            return ToWebhookAsync(place.WebhookUrlFile, message, cancellation);
        }

        message["channel"] = place.Channel;
        if (thread.Length > 0)
        {
            message["thread_ts"] = thread;
            message["reply_broadcast"] = broadcast;
        }

        return CallAsync("chat.postMessage", message, cancellation);
    }

    /// <summary>Puts another message in the place of one.</summary>
    /// <exception cref="PipelineException">As above.</exception>
    public Task<SlackAnswer> UpdateAsync(string channel, string ts, JsonObject message, CancellationToken cancellation)
    {
        (message["channel"], message["ts"]) = (channel, ts);
        return CallAsync("chat.update", message, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => target.Dispose();

    private async Task<SlackAnswer> ToWebhookAsync(string urlFile, JsonObject message, CancellationToken cancellation)
    {
        var url = Secret.Read(urlFile);
        if (HttpUrls.Problem(nameof(url), url) is not null)
        {
            throw new PipelineException(FailureKind.Fatal, $"what is in {urlFile} is not a webhook's URL");
        }

        message.Remove("metadata"); // only the Web API knows it
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = Content(message) };
        request.ConcealUrl();
        var answer = await target.SendAsync(request, cancellation);
        return answer.Status is HttpStatusCode.OK
            ? ReadWord(answer)
            : Answer(answer, HttpFailures.From(Target, answer), Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, MaxName))));
    }

    // Slack says "ok", what stands in for it may say nothing or something in JSON; the page of a proxy between us has 200, too, and nobody was told.
    private static SlackAnswer ReadWord(HttpAnswer answer) => answer.Excerpt switch
    {
        "" or "ok" or "OK" => new(SlackVerdict.Taken),
        ['{', ..] => Read(answer, mustSayOk: false),
        _ => throw new PipelineException(FailureKind.Transient, $"{Target} answered 200 with something else than ok: {answer.Excerpt}") { RetryAfter = answer.RetryAfter },
    };

    private async Task<SlackAnswer> CallAsync(string method, JsonObject message, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, HttpUrls.Below(options.ApiUrl, method)) { Content = Content(message) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret.Read(options.TokenFile));
        var answer = await target.SendAsync(request, cancellation);
        return answer.Status is HttpStatusCode.OK ? Read(answer, mustSayOk: true) : throw HttpFailures.From(Target, answer);
    }

    private static JsonContent Content(JsonObject message) => JsonContent.Create(message);

    private static SlackAnswer Read(HttpAnswer answer, bool mustSayOk)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            if (json.RootElement.TryGetProperty("ok", out var ok) ? ok.ValueKind is JsonValueKind.True : !mustSayOk)
            {
                return new(SlackVerdict.Taken, Name(json.RootElement, "ts"), Name(json.RootElement, "channel"));
            }

            var error = json.RootElement.TryGetProperty("error", out var word) ? PlainText.OneLine(word.ToString(), MaxName) : $"neither ok nor an error: {answer.Excerpt}";
            return Answer(answer, HttpFailures.From(SlackErrors.Classify(error), Target, answer, error), error);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PipelineException(FailureKind.Transient, $"{Target} answered 200 with something else than JSON: {answer.Excerpt}", e);
        }
    }

    private static SlackAnswer Answer(HttpAnswer answer, PipelineException failure, string error) =>
        SlackErrors.IsAboutMessage(error) ? new(SlackVerdict.MessageGone, Refusal: failure)
        : SlackErrors.IsAboutPlace(error) && (int)answer.Status is < 429 ? new(SlackVerdict.PlaceRefused, Refusal: failure)
        : throw failure;

    // What it says is sent back to it later: only what looks like a name is kept.
    private static string Name(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxName } name
            && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '.') ? name : "";
}
