using System.Net;
using System.Text.Json;
using Eyrie.Platform;
using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>Reads what PagerDuty answers.</summary>
internal static class PagerDutyAnswer
{
    private const string Target = "PagerDuty";
    private const int MaxWords = 500;

    /// <summary>The key under which PagerDuty has the event; null when it did not take it.</summary>
    /// <param name="answer">What it said.</param>
    /// <param name="asked">The key we gave, for an answer that has none.</param>
    /// <remarks>Another success than 202 counts only with PagerDuty's words: whatever else listens at a wrong URL says 200, too.</remarks>
    public static string? TakenAs(HttpAnswer answer, string asked)
    {
        if ((int)answer.Status is < 200 or > 299)
        {
            return null;
        }

        var (json, key, status) = Read(answer.Body);
        return answer.Status is HttpStatusCode.Accepted || (json && status is null or "success") || answer.Body.Length == 0
            ? key is { Length: > 0 and <= PagerDutyEvent.MaxDedupKey } ? key : asked
            : null;
    }

    /// <summary>What to do about an answer that is no success.</summary>
    /// <remarks>A wrong key is answered like a wrong event, but it is us who are refused.</remarks>
    public static PipelineException Failure(HttpAnswer answer)
    {
        var errors = Errors(answer.Body);
        var kind = (int)answer.Status is >= 200 and < 300 ? FailureKind.Transient : HttpFailures.Classify(answer.Status);
        kind = kind is FailureKind.Rejected && BlamesTheKey(errors) ? FailureKind.Fatal : kind;
        var words = errors.Count > 0 ? PlainText.OneLine(string.Join("; ", errors), MaxWords) : answer.Excerpt;
        return HttpFailures.From(kind, Target, answer, words);
    }

    /// <summary>The key is refused: another one may do.</summary>
    public static bool BlamesTheKey(HttpAnswer answer) =>
        answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        || (HttpFailures.Classify(answer.Status) is FailureKind.Rejected && BlamesTheKey(Errors(answer.Body)));

    // Words on the payload may repeat what an attacker wrote.
    private static bool BlamesTheKey(IReadOnlyList<string> errors) => errors.Any(error =>
        (error.Contains("routing_key", StringComparison.OrdinalIgnoreCase) || error.Contains("routing key", StringComparison.OrdinalIgnoreCase)
            || error.Contains("service key", StringComparison.OrdinalIgnoreCase))
        && !error.Contains("payload", StringComparison.OrdinalIgnoreCase));

    private static List<string> Errors(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            return root.ValueKind is not JsonValueKind.Object ? []
                : root.TryGetProperty("errors", out var errors) && errors.ValueKind is JsonValueKind.Array
                    ? [.. errors.EnumerateArray().Select(error => error.ToString())]
                : root.TryGetProperty("message", out var message) ? [message.ToString()]
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: text that is not Unicode
        {
            return System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxWords))).Trim() is { Length: > 0 } words ? [words] : [];
        }
    }

    private static (bool Json, string? Key, string? Status) Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? (true, Text(json.RootElement, "dedup_key"), Text(json.RootElement, "status"))
                : default;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
