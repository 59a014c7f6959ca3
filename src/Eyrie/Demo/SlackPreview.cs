using System.Text.Json;
using Eyrie.Demo.StandIns;

namespace Eyrie.Demo;

/// <summary>A Slack message roughly as Slack shows it, as lines of text: what lies beside a colour bar is set in.</summary>
internal static class SlackPreview
{
    /// <summary>Stands before a line that is beside a colour bar.</summary>
    public const string Bar = "▌ ";

    /// <summary>The lines, not yet safe to print.</summary>
    public static IEnumerable<string> Lines(JsonElement message)
    {
        var attachments = List(message, "attachments").SelectMany(attachment => List(attachment, "blocks")).SelectMany(Block).Select(line => Bar + line);
        return message.TryGetProperty("blocks", out var blocks) ? blocks.EnumerateArray().SelectMany(Block).Concat(attachments) : Split(Text(message)).Concat(attachments);
    }

    private static IEnumerable<string> Block(JsonElement block)
    {
        if (block.TryGetProperty("text", out var text))
        {
            foreach (var line in Split(Text(text)))
            {
                yield return line;
            }
        }

        foreach (var item in List(block, "fields").Concat(List(block, "elements")))
        {
            yield return string.Join(' ', Split(Text(item)));
        }
    }

    private static JsonElement[] List(JsonElement owner, string name) =>
        owner.ValueKind is JsonValueKind.Object && owner.TryGetProperty(name, out var items) && items.ValueKind is JsonValueKind.Array ? [.. items.EnumerateArray()] : [];

    private static string Text(JsonElement owner) =>
        owner.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String ? text.GetString()! : "";

    private static string[] Split(string text) => SlackText.Unescape(text)
        .Replace("```", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
