using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Contracts;

namespace Eyrie.Sinks.OnCall;

/// <summary>An alert's document as it is remembered to draw a message anew: what nobody shows is left out, long texts are cut, so that it has a bound.</summary>
internal static class LeadDocument
{
    // The tree's end is where the alert is; it is told in 2,000 characters at most, and command lines in fewer.
    private const int MaxText = 4_000;
    private const int MinText = 300;
    private const int MaxItems = 30;
    private const int MaxDepth = 6;
    private const int MaxLength = 64 * 1024;
    private static readonly HashSet<string> Shown =
    [
        "@timestamp", "event", "message", "rule", "threat", "host", "orchestrator", "kubernetes", "container", "process", "user", "file", "destination", "observer", "eyrie",
    ];

    private static readonly HashSet<string> Left = ["env_vars", "args", "ancestors", "labels", "annotations", "namespace_labels", "Ext", "original", "hash", "thread", "group_leader", "session_leader", "entry_leader"];

    /// <summary>Its text; empty when it is no document.</summary>
    public static string Of(Alert alert)
    {
        try
        {
            return JsonNode.Parse(alert.Document.Span) is not JsonObject document ? ""
                : Within(document, MaxText) is { Length: <= MaxLength } lead ? lead
                : Within(document, MinText) is { Length: <= MaxLength } shorter ? shorter
                : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return ""; // the next alert speaks, then
        }
    }

    private static string Within(JsonObject document, int maxText) => new JsonObject(
        document.Where(section => Shown.Contains(section.Key)).Select(section => KeyValuePair.Create(section.Key, Cut(section.Value, maxText, 1)))).ToJsonString();

    private static JsonNode? Cut(JsonNode? node, int maxText, int depth) => node switch
    {
        _ when depth > MaxDepth => null,
        JsonObject section => new JsonObject(section.Where(part => !Left.Contains(part.Key)).Take(MaxItems)
            .Select(part => KeyValuePair.Create(part.Key, part.Key == "tree" ? CutFront(part.Value, maxText) : Cut(part.Value, maxText, depth + 1)))),
        JsonArray list => new JsonArray([.. list.Take(MaxItems).Select(item => Cut(item, maxText, depth + 1))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(text.Length <= maxText ? text : Whole(text[..maxText])),
        _ => node?.DeepClone(),
    };

    private static JsonValue? CutFront(JsonNode? tree, int maxText) =>
        tree is JsonValue value && value.TryGetValue<string>(out var text) ? JsonValue.Create(text.Length <= maxText ? text : Whole(text[^maxText..])) : null;

    // Half a character at the edge would be no text any more.
    private static string Whole(string text) =>
        text[(char.IsLowSurrogate(text[0]) ? 1 : 0)..(char.IsHighSurrogate(text[^1]) ? text.Length - 1 : text.Length)];
}
