using System.Text.Json;

namespace Eyrie.Demo.StandIns;

/// <summary>Checks a message against Slack's limits for text and Block Kit.</summary>
internal static class SlackMessageCheck
{
    private const int MaxText = 40_000;
    private const int MaxBlocks = 50;
    private const int MaxBlocksText = 13_000;
    private const int MaxHeader = 150;
    private const int MaxSectionText = 3_000;
    private const int MaxFields = 10;
    private const int MaxFieldText = 2_000;
    private const int MaxContextElements = 10;
    private const int MaxActionElements = 25;
    private const int MaxButtonText = 75;
    private const string InvalidBlocks = "invalid_blocks";

    /// <summary>Everything that is wrong; none when the message is fine.</summary>
    /// <param name="message">As it is sent.</param>
    /// <param name="trust">Which links and mentions are meant; <see cref="SlackTrust.Least"/> if not said.</param>
    public static IReadOnlyList<SlackProblem> Check(JsonElement message, SlackTrust? trust = null)
    {
        var problems = new SlackProblems(trust ?? SlackTrust.Least);
        if (message.ValueKind is not JsonValueKind.Object)
        {
            return [new("invalid_payload", "the body is no JSON object")];
        }

        SlackEnvelopeCheck.Check(message, problems);
        var hasText = CheckText(message, problems);
        var blocks = BlockLists(message).ToArray();
        var total = blocks.Sum(list => CheckBlocks(list, problems));
        if (total > MaxBlocksText)
        {
            problems.Add(new("msg_blocks_too_long", $"{total} characters in blocks, about {MaxBlocksText} are allowed"));
        }

        if (!hasText)
        {
            // Blocks without a text are taken, but a notification on a phone would be empty.
            problems.Add(blocks.Length == 0 ? new("no_text", "neither text nor blocks") : new(null, "no text for notifications"));
        }

        return problems;
    }

    private static bool CheckText(JsonElement message, SlackProblems problems)
    {
        if (Text(message, "text") is not { Length: > 0 } text)
        {
            return false;
        }

        if (Length(text) > MaxText)
        {
            problems.Add(new("msg_too_long", $"text has {Length(text)} characters, {MaxText} are allowed"));
        }

        CheckMarkup(text, markup: true, "text", problems);
        return true;
    }

    private static IEnumerable<JsonElement> BlockLists(JsonElement message)
    {
        if (message.TryGetProperty("blocks", out var blocks))
        {
            yield return blocks;
        }

        foreach (var attachment in Items(message, "attachments"))
        {
            if (attachment.ValueKind is JsonValueKind.Object && attachment.TryGetProperty("blocks", out var inner))
            {
                yield return inner;
            }
        }
    }

    private static int CheckBlocks(JsonElement blocks, SlackProblems problems)
    {
        if (blocks.ValueKind is not JsonValueKind.Array)
        {
            problems.Add(new(InvalidBlocks, "blocks is no array"));
            return 0;
        }

        if (blocks.GetArrayLength() > MaxBlocks)
        {
            problems.Add(new(InvalidBlocks, $"{blocks.GetArrayLength()} blocks, {MaxBlocks} are allowed"));
        }

        return blocks.EnumerateArray().Sum(block => CheckBlock(block, problems));
    }

    private static int CheckBlock(JsonElement block, SlackProblems problems)
    {
        switch (Text(block, "type"))
        {
            case "header":
                return CheckTextObject(block, "text", MaxHeader, "plain_text", "header", problems);
            case "section":
                return CheckSection(block, problems);
            case "context":
                return CheckElements(block, MaxContextElements, MaxFieldText, "context", problems);
            case "actions":
                return CheckButtons(block, problems);
            case "divider" or "image":
                return 0;
            case var type:
                problems.Add(new(InvalidBlocks, $"unsupported type: {type}"));
                return 0;
        }
    }

    private static int CheckSection(JsonElement section, SlackProblems problems)
    {
        var hasText = section.TryGetProperty("text", out _);
        var total = hasText ? CheckTextObject(section, "text", MaxSectionText, null, "section", problems) : 0;
        if (!section.TryGetProperty("fields", out var fields))
        {
            if (!hasText)
            {
                problems.Add(new(InvalidBlocks, "a section without text or fields"));
            }

            return total;
        }

        if (fields.GetArrayLength() is 0 or > MaxFields)
        {
            problems.Add(new(InvalidBlocks, $"a section with {fields.GetArrayLength()} fields, 1 to {MaxFields} are allowed"));
        }

        return total + fields.EnumerateArray().Sum(field => CheckTextValue(field, MaxFieldText, null, "field", problems));
    }

    private static int CheckElements(JsonElement block, int max, int maxText, string where, SlackProblems problems)
    {
        var elements = Items(block, "elements");
        if (elements.Length is 0 || elements.Length > max)
        {
            problems.Add(new(InvalidBlocks, $"{where} with {elements.Length} elements, 1 to {max} are allowed"));
        }

        return elements.Where(element => Text(element, "type") is not "image")
            .Sum(element => CheckTextValue(element, maxText, null, where, problems));
    }

    private static int CheckButtons(JsonElement block, SlackProblems problems)
    {
        var elements = Items(block, "elements");
        if (elements.Length is 0 or > MaxActionElements)
        {
            problems.Add(new(InvalidBlocks, $"actions with {elements.Length} elements, 1 to {MaxActionElements} are allowed"));
        }

        return elements.Sum(element => CheckTextObject(element, "text", MaxButtonText, "plain_text", "button", problems));
    }

    private static int CheckTextObject(
        JsonElement owner, string name, int max, string? type, string where, SlackProblems problems)
    {
        if (owner.TryGetProperty(name, out var text))
        {
            return CheckTextValue(text, max, type, where, problems);
        }

        problems.Add(new(InvalidBlocks, $"{where}: {name} is missing"));
        return 0;
    }

    private static int CheckTextValue(JsonElement text, int max, string? type, string where, SlackProblems problems)
    {
        var found = Text(text, "type");
        if (found is not ("plain_text" or "mrkdwn") || (type is not null && found != type))
        {
            problems.Add(new(InvalidBlocks, $"{where}: text of type {found}, allowed is {type ?? "plain_text or mrkdwn"}"));
        }

        var value = Text(text, "text") ?? "";
        var length = Length(value);
        if (length is 0 || length > max)
        {
            problems.Add(new(InvalidBlocks, $"{where}: {length} characters, 1 to {max} are allowed"));
        }

        CheckMarkup(value, found is "mrkdwn", where, problems);
        return length;
    }

    private static void CheckMarkup(string text, bool markup, string where, SlackProblems problems)
    {
        if (SlackText.Problem(text, markup, problems.Trust) is { } problem)
        {
            problems.Add(new(null, $"{where}: {problem}"));
        }
    }

    private static JsonElement[] Items(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var items) && items.ValueKind is JsonValueKind.Array ? [.. items.EnumerateArray()] : [];

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind is JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static int Length(string text) => text.EnumerateRunes().Count();
}
