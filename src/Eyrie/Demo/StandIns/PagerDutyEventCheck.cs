using System.Text.Json;
using Eyrie.Contracts;

namespace Eyrie.Demo.StandIns;

/// <summary>Checks an event against the rules of PagerDuty's Events API v2.</summary>
internal static class PagerDutyEventCheck
{
    private const int RoutingKeyLength = 32;
    private const int MaxDedupKey = 255;
    private const int MaxSummary = 1_024;
    private const int MaxEventBytes = 512 * 1024;
    private static readonly string[] Actions = ["trigger", "acknowledge", "resolve"];
    private static readonly string[] Severities = ["critical", "error", "warning", "info"];

    /// <summary>Everything that is wrong, in words; none when the event is fine.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="routingKey">The only key that is known.</param>
    public static IReadOnlyList<string> Check(ReadOnlyMemory<byte> body, string routingKey)
    {
        if (body.Length > MaxEventBytes)
        {
            return [$"the event has {body.Length} bytes, {MaxEventBytes} are allowed"];
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? [.. Check(json.RootElement, routingKey)]
                : ["the event is no JSON object"];
        }
        catch (JsonException e)
        {
            return [$"the event is no JSON: {e.Message}"];
        }
    }

    private static IEnumerable<string> Check(JsonElement sent, string routingKey)
    {
        var key = Text(sent, "routing_key");
        if (key?.Length != RoutingKeyLength)
        {
            yield return $"Length of 'routing_key' is incorrect (should be {RoutingKeyLength} characters)";
        }
        else if (!key.All(char.IsAsciiLetterOrDigit))
        {
            yield return "'routing_key' cannot contain non-alphanumeric characters.";
        }
        else if (key != routingKey)
        {
            yield return "'routing_key' is not known";
        }

        var action = Text(sent, "event_action");
        if (!Actions.Contains(action))
        {
            yield return $"'event_action' is {action ?? "missing or blank"}, allowed are {string.Join(", ", Actions)}";
        }

        var dedup = Text(sent, "dedup_key");
        if (dedup?.Length > MaxDedupKey)
        {
            yield return $"'dedup_key' has {dedup.Length} characters, {MaxDedupKey} are allowed";
        }

        if (action is not "trigger")
        {
            if (string.IsNullOrEmpty(dedup) && Actions.Contains(action))
            {
                yield return "'dedup_key' is missing or blank";
            }

            yield break;
        }

        foreach (var problem in CheckTrigger(sent).Concat(PagerDutyLinkCheck.Check(sent)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> CheckTrigger(JsonElement sent)
    {
        if (!sent.TryGetProperty("payload", out var payload) || payload.ValueKind is not JsonValueKind.Object)
        {
            yield return "'payload' is missing or blank";
            yield break;
        }

        foreach (var name in (string[])["summary", "source"])
        {
            if (string.IsNullOrWhiteSpace(Text(payload, name)))
            {
                yield return $"'payload.{name}' is missing or blank";
            }
        }

        var summary = Text(payload, "summary") ?? "";
        if (summary.EnumerateRunes().Count() > MaxSummary)
        {
            yield return $"'payload.summary' has {summary.EnumerateRunes().Count()} characters, {MaxSummary} are allowed";
        }

        if (summary.Any(char.IsControl))
        {
            yield return "'payload.summary' has control characters: it is read aloud and sent as SMS";
        }

        var severity = Text(payload, "severity");
        if (!Severities.Contains(severity))
        {
            yield return $"'payload.severity' is {severity ?? "missing or blank"}, allowed are {string.Join(", ", Severities)}";
        }

        if (payload.TryGetProperty("timestamp", out var timestamp) && !EventTime.TryParse(timestamp.ToString(), out _))
        {
            yield return $"'payload.timestamp' is no ISO 8601 time: {timestamp}";
        }

        if (payload.TryGetProperty("custom_details", out var details) && details.ValueKind is not JsonValueKind.Object)
        {
            yield return "'payload.custom_details' is no object";
        }

        foreach (var name in (string[])["component", "group", "class"])
        {
            if (payload.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.String)
            {
                yield return $"'payload.{name}' is no text";
            }
        }
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
