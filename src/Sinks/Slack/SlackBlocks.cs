using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Slack;

/// <summary>The pieces a message is made of. What an attacker may have written goes through <see cref="SlackText"/>, into plain text or code and nowhere else.</summary>
internal static class SlackBlocks
{
    // Slack's limits, as counted after escaping. All of a message's blocks together stay below its 13,000 characters.
    public const int MaxHeader = 150;
    public const int MaxField = 2_000;
    public const int MaxSection = 3_000;

    private const int MaxFallback = 400;
    private const int MaxSentence = 1_000;
    private const int MaxNote = 600;

    /// <summary>The whole: a text for notifications, what is seen at once, and below it, beside a bar of the severity's colour, what is folded when it is long.</summary>
    /// <remarks>Slack has colour bars for attachments alone; blocks may lie in them. No mention or preview is made of anything that is not marked up.</remarks>
    public static JsonObject Envelope(string summary, JsonArray blocks, string colour, JsonArray details, JsonObject? metadata = null)
    {
        var message = new JsonObject
        {
            ["text"] = SlackText.Plain(summary, MaxFallback),
            ["mrkdwn"] = false,
            ["parse"] = "none",
            ["link_names"] = false,
            ["unfurl_links"] = false,
            ["unfurl_media"] = false,
            ["blocks"] = blocks,
            // Always there: an update without them would leave the old ones.
            ["attachments"] = details.Count == 0 ? new JsonArray() : new JsonArray { new JsonObject { ["color"] = colour, ["blocks"] = details } },
        };
        if (metadata is not null)
        {
            message["metadata"] = metadata;
        }

        return message;
    }

    public static JsonObject Header(string title) => new()
    {
        ["type"] = "header",
        ["text"] = Plain(SlackText.Plain(title, MaxHeader)),
    };

    /// <summary>Anybody's text.</summary>
    public static JsonObject Sentence(string text) => new()
    {
        ["type"] = "section",
        ["text"] = Plain(SlackText.Plain(text, MaxSentence)),
    };

    /// <summary>Our markup.</summary>
    public static JsonObject Markup(string markup) => new() { ["type"] = "section", ["text"] = Mrkdwn(markup) };

    /// <summary>Anybody's text, small.</summary>
    public static JsonObject Note(string text) => new()
    {
        ["type"] = "context",
        ["elements"] = new JsonArray { Plain(SlackText.Plain(text, MaxNote)) },
    };

    /// <summary>Adds a block of code under a title; nothing when there is none.</summary>
    /// <param name="blocks">Where it is added.</param>
    /// <param name="title">Ours, not the attacker's.</param>
    /// <param name="code">Already made harmless.</param>
    public static void AddCode(JsonArray blocks, string title, string code)
    {
        if (code.Length > 0)
        {
            blocks.Add(Markup($"*{title}*\n```{code}```"));
        }
    }

    /// <summary>Adds anybody's value under a title; nothing when there is none.</summary>
    public static void AddField(JsonArray fields, string title, string value, int maxLength)
    {
        if (SlackText.Code(value.Trim(), maxLength) is { Length: > 0 } code)
        {
            fields.Add(Mrkdwn($"*{title}*\n`{code}`"));
        }
    }

    /// <summary>Adds fields, if there are any.</summary>
    public static void AddFields(JsonArray blocks, JsonArray fields)
    {
        if (fields.Count > 0)
        {
            blocks.Add(new JsonObject { ["type"] = "section", ["fields"] = fields });
        }
    }

    private static JsonObject Plain(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false };

    private static JsonObject Mrkdwn(string text) => new() { ["type"] = "mrkdwn", ["text"] = text, ["verbatim"] = true };
}
