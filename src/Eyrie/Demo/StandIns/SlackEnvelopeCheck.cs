using System.Text.Json;
using System.Text.RegularExpressions;

namespace Eyrie.Demo.StandIns;

/// <summary>Checks what is around a message's blocks: attachments, thread, metadata.</summary>
internal static partial class SlackEnvelopeCheck
{
    private const int MaxAttachments = 100;
    private const int MaxMetadataBytes = 8_192;

    public static void Check(JsonElement message, SlackProblems problems)
    {
        CheckAttachments(message, problems);
        CheckMetadata(message, problems);
        if (message.TryGetProperty("thread_ts", out var thread) && (thread.ValueKind is not JsonValueKind.String || !Ts.IsMatch(thread.GetString()!)))
        {
            problems.Add(new("invalid_arguments", $"thread_ts is {SafeText.OneLine(thread.GetRawText(), 40)}, which is no message's"));
        }

        if (message.TryGetProperty("unfurl_links", out var unfurl) && unfurl.ValueKind is JsonValueKind.True)
        {
            problems.Add(new(null, "links are to be unfurled: Slack would fetch what an attacker wrote"));
        }
    }

    private static void CheckAttachments(JsonElement message, SlackProblems problems)
    {
        if (!message.TryGetProperty("attachments", out var attachments))
        {
            return;
        }

        if (attachments.ValueKind is not JsonValueKind.Array || attachments.GetArrayLength() > MaxAttachments)
        {
            problems.Add(new("too_many_attachments", $"attachments must be a list of at most {MaxAttachments}"));
            return;
        }

        foreach (var attachment in attachments.EnumerateArray())
        {
            if (attachment.ValueKind is not JsonValueKind.Object)
            {
                problems.Add(new("invalid_attachments", "an attachment that is no object"));
            }
            else if (attachment.TryGetProperty("color", out var colour) && !Colour.IsMatch(colour.ToString()))
            {
                problems.Add(new(null, $"the colour {SafeText.OneLine(colour.ToString(), 20)} is none"));
            }
        }
    }

    private static void CheckMetadata(JsonElement message, SlackProblems problems)
    {
        if (!message.TryGetProperty("metadata", out var metadata))
        {
            return;
        }

        if (metadata.ValueKind is not JsonValueKind.Object
            || !metadata.TryGetProperty("event_type", out var type) || type.ValueKind is not JsonValueKind.String || !EventType.IsMatch(type.GetString()!)
            || !metadata.TryGetProperty("event_payload", out var payload) || payload.ValueKind is not JsonValueKind.Object)
        {
            problems.Add(new("invalid_metadata_format", "metadata needs event_type, of letters and digits, and the object event_payload"));
        }
        else if (metadata.GetRawText().Length > MaxMetadataBytes)
        {
            problems.Add(new("metadata_too_large", $"metadata of {metadata.GetRawText().Length} characters, {MaxMetadataBytes} are allowed"));
        }
    }

    [GeneratedRegex(@"^[0-9]{9,11}\.[0-9]{6}$")]
    public static partial Regex Ts { get; }

    [GeneratedRegex("^(#[0-9A-Fa-f]{6}|good|warning|danger)$")]
    private static partial Regex Colour { get; }

    [GeneratedRegex("^[A-Za-z0-9_]{1,60}$")]
    private static partial Regex EventType { get; }
}
