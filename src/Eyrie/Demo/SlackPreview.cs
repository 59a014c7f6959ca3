using System.Text.Json;
using Eyrie.Demo.StandIns;

namespace Eyrie.Demo;

/// <summary>A Slack message roughly as Slack shows it, as lines of text.</summary>
internal static class SlackPreview
{
    /// <summary>The lines, not yet safe to print.</summary>
    public static IEnumerable<string> Lines(JsonElement message)
    {
        if (!message.TryGetProperty("blocks", out var blocks))
        {
            return Split(Text(message));
        }

        return blocks.EnumerateArray().SelectMany(Block);
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

        foreach (var list in (string[])["fields", "elements"])
        {
            if (block.TryGetProperty(list, out var items))
            {
                foreach (var item in items.EnumerateArray())
                {
                    yield return string.Join(' ', Split(Text(item)));
                }
            }
        }
    }

    private static string Text(JsonElement owner) =>
        owner.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String ? text.GetString()! : "";

    private static string[] Split(string text) => SlackText.Unescape(text)
        .Replace("```", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
