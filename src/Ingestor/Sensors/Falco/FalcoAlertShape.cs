using System.Text.Json;

namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>
/// What makes a JSON object an alert: a rule, and one more of the properties that alerts have. Falcosidekick asks for priority, time and
/// output_fields besides; what lacks them can be kept, and read, nonetheless.
/// </summary>
internal static class FalcoAlertShape
{
    private const string NoRule = "it has no rule: every alert names its rule, in a text that is not empty";

    private const string RuleAlone =
        "it has a rule, but none of output, output_fields, priority, time, source, hostname, tags and message";

    /// <summary>Reads one value. An escaped name is no name of Falco's.</summary>
    /// <param name="reader">Before the value; after it when this returns.</param>
    /// <returns>Why it is no alert; null when it is one.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static string? Problem(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return Describe(reader.TokenType);
        }

        var (hasRule, hasMore) = (false, false);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.SequenceEqual("rule"u8))
            {
                reader.Read();
                hasRule |= reader.TokenType is JsonTokenType.String && !reader.ValueSpan.IsEmpty;
            }
            else
            {
                hasMore = hasMore || IsKnown(reader.ValueSpan);
            }

            reader.Skip();
        }

        return hasRule ? hasMore ? null : RuleAlone : NoRule;
    }

    private static bool IsKnown(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("output"u8) || name.SequenceEqual("output_fields"u8) || name.SequenceEqual("priority"u8)
        || name.SequenceEqual("time"u8) || name.SequenceEqual("source"u8) || name.SequenceEqual("hostname"u8)
        || name.SequenceEqual("tags"u8) || name.SequenceEqual("message"u8);

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.String => "it is a text, not an alert's object",
        JsonTokenType.Number => "it is a number, not an alert's object",
        _ => "it is a single word, not an alert's object",
    };
}
