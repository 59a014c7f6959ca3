using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Eyrie.Demo.StandIns.Documents;

/// <summary>Which values Elasticsearch's field types can hold.</summary>
internal static class FieldValueCheck
{
    /// <summary>Why a value is none of the type; null when it is one.</summary>
    public static string? Problem(string type, JsonElement value) => type switch
    {
        "long" => LongProblem(value, long.MinValue, long.MaxValue),
        "integer" => LongProblem(value, int.MinValue, int.MaxValue),
        "float" or "double" => NumberProblem(value),
        "boolean" => Text(value) is "true" or "false" or "" ? null : "only [true] or [false] are allowed",
        "date_nanos" => NanosProblem(value),
        "date" => TimeProblem(value),
        "ip" => AddressProblem(Text(value)),
        _ => "this check does not know the type",
    };

    /// <summary>A value as a text.</summary>
    public static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string? LongProblem(JsonElement value, long least, long most) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? "it is no number"
        : decimal.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && decimal.Truncate(number) is var whole && whole >= least && whole <= most ? null
        : "Value is out of range for a long";

    private static string? NumberProblem(JsonElement value) =>
        float.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
            ? null
            : "it is no finite number";

    // 'strict_date_optional_time_nanos', in nanoseconds of 63 bits since 1970.
    private static string? NanosProblem(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Number)
        {
            return value.TryGetInt64(out var milliseconds) && milliseconds >= 0 ? null : "is before the epoch in 1970";
        }

        var text = Text(value);
        return TimeProblem(value)
            ?? (string.CompareOrdinal(text, "1970") < 0 ? "is before the epoch in 1970 and cannot be stored in nanosecond resolution"
                : string.CompareOrdinal(text, "2262-04-11T23:47:16.854775807Z") > 0 ? "is after 2262-04-11T23:47:16.854775807 and cannot be stored in nanosecond resolution"
                : null);
    }

    private static string? TimeProblem(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number
            || (DateTimeOffset.TryParse(Text(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) && Text(value) is [_, _, _, _, '-', _, _, '-', ..])
            ? null
            : "failed to parse date field";

    // No zone, no brackets, no leading zeros.
    private static string? AddressProblem(string text) =>
        text.AsSpan().ContainsAny('%', '[', '/') || !IPAddress.TryParse(text, out var address)
            || (!text.Contains(':', StringComparison.Ordinal) && address.ToString() != text)
            ? "is not an IP string literal."
            : null;
}
