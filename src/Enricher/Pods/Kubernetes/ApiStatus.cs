using System.Buffers;
using System.Text.Json;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>The API's <c>Status</c>: the body of an answer that is no success, and the object of a watch's <c>ERROR</c>.</summary>
/// <param name="Code">Like HTTP's.</param>
/// <param name="Message">Cut, in one line: others write into it.</param>
/// <param name="RetryAfter">From its details.</param>
/// <param name="IsAhead">It says that the version asked for has not been reached.</param>
internal sealed record ApiStatus(int Code, string Message, TimeSpan? RetryAfter, bool IsAhead)
{
    private const int LongestMessage = 300;

    /// <summary>Reads it; a body that is something else, a proxy's page for instance, leaves the code alone.</summary>
    public static ApiStatus Read(int code, ReadOnlySequence<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(code, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new(code, "", null, false);
        }
    }

    private static ApiStatus Read(int code, JsonElement status)
    {
        var message = Member(status, "message", JsonValueKind.String)?.GetString() ?? "";
        var details = Member(status, "details", JsonValueKind.Object);
        return new(
            Member(status, "code", JsonValueKind.Number) is { } own && own.TryGetInt32(out var number) && number > 0 ? number : code,
            OneLine(message),
            details is { } some && Member(some, "retryAfterSeconds", JsonValueKind.Number) is { } seconds && seconds.TryGetInt32(out var wait) && wait > 0
                ? TimeSpan.FromSeconds(wait)
                : null,
            IsTooLarge(details) || message.Contains("Too large resource version", StringComparison.Ordinal));
    }

    private static JsonElement? Member(JsonElement parent, string name, JsonValueKind kind) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var member) && member.ValueKind == kind ? member : null;

    private static bool IsTooLarge(JsonElement? details) => details is { } some && Member(some, "causes", JsonValueKind.Array) is { } causes
        && causes.EnumerateArray().Any(cause => Member(cause, "reason", JsonValueKind.String)?.GetString() is "ResourceVersionTooLarge");

    private static string OneLine(string text) => string.Create(Math.Min(text.Length, LongestMessage), text, static (line, from) =>
    {
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? ' ' : from[i];
        }
    });
}
