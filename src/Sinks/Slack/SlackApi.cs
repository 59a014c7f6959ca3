using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Platform;
using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.Slack;

/// <summary>Posts messages: to the webhook, else to <c>chat.postMessage</c>.</summary>
internal sealed class SlackApi(SlackOptions options, HttpTarget target) : IDisposable
{
    private const string Target = "Slack";

    /// <summary>Ends when Slack has the message.</summary>
    /// <exception cref="PipelineException">It has not; <see cref="FailureKind.Rejected"/>: it never will.</exception>
    public async Task PostAsync(JsonObject message, CancellationToken cancellation)
    {
        using var request = options.TokenFile is null ? ToWebhook(message) : ToChannel(message);
        var answer = await target.SendAsync(request, cancellation);
        if (answer.Status is not HttpStatusCode.OK)
        {
            throw HttpFailures.From(Target, answer);
        }

        if (options.TokenFile is not null && Error(answer) is { } error)
        {
            throw HttpFailures.From(SlackErrors.Classify(error), Target, answer, error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => target.Dispose();

    private HttpRequestMessage ToWebhook(JsonObject message)
    {
        var url = Secret.Read(options.WebhookUrlFile);
        return HttpUrls.Problem(nameof(url), url) is null
            ? new(HttpMethod.Post, url) { Content = Content(message) }
            : throw new PipelineException(FailureKind.Fatal, $"what is in {options.WebhookUrlFile} is not a webhook's URL");
    }

    private HttpRequestMessage ToChannel(JsonObject message)
    {
        message["channel"] = options.Channel;
        var request = new HttpRequestMessage(HttpMethod.Post, HttpUrls.Below(options.ApiUrl, "chat.postMessage"))
        {
            Content = Content(message),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret.Read(options.TokenFile));
        return request;
    }

    private static JsonContent Content(JsonObject message) => JsonContent.Create(message);

    /// <summary>Null when Slack says that all is well.</summary>
    private static string? Error(HttpAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return json.RootElement.TryGetProperty("ok", out var ok) && ok.ValueKind is JsonValueKind.True ? null
                : json.RootElement.TryGetProperty("error", out var error) ? error.ToString()
                : $"neither ok nor an error: {answer.Excerpt}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PipelineException(FailureKind.Transient, $"{Target} answered 200 with something else than JSON: {answer.Excerpt}", e);
        }
    }
}
