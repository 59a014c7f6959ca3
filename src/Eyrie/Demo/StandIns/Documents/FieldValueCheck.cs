using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Eyrie.Demo.StandIns.Documents;

/// <summary>Which values Elasticsearch's field types can hold.</summary>
internal static partial class FieldValueCheck
{
    /// <summary>The longest term that Lucene's index takes.</summary>
    public const int MaxTermBytes = 32_766;

    private const long LastNanosMilliseconds = 9_223_372_036_854;

    // strict_date_optional_time, and with nanoseconds; a zone by its offset
    [GeneratedRegex(@"^\d{4}(-\d\d(-\d\d(T(([01]\d|2[0-3])(:[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?)?(Z|[+-](0\d|1[0-8])(:?[0-5]\d)?)?)?)?)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex StrictTime { get; }

    [GeneratedRegex(@"^-?\d{1,19}(\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex EpochMilliseconds { get; }

    /// <summary>Why a value is none of the type; null when it is one.</summary>
    public static string? Problem(string type, JsonElement value) => type switch
    {
        "long" => WholeProblem(value, long.MinValue, long.MaxValue, type),
        "integer" => WholeProblem(value, int.MinValue, int.MaxValue, type),
        "float" => NumberProblem(value, float.MaxValue, type),
        "double" => NumberProblem(value, double.MaxValue, type),
        "boolean" => Text(value) is "true" or "false" or "" ? null : $"Failed to parse value [{Short(value)}] as only [true] or [false] are allowed.",
        "date" => TimeProblem(Text(value)),
        "date_nanos" => NanosProblem(Text(value)),
        "ip" => AddressProblem(Text(value)),
        _ => "this check does not know the type",
    };

    /// <summary>A value as a text.</summary>
    public static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>How long a text may be to be indexed.</summary>
    public static int IgnoreAbove(JsonElement field) => field.TryGetProperty("ignore_above", out var above) ? above.GetInt32() : int.MaxValue;

    /// <summary>What Lucene says of a term that is too long.</summary>
    public static string Immense(string path) => $"Document contains at least one immense term in field=\"{path}\" (whose UTF8 encoding is longer than the max length {MaxTermBytes})";

    private static string Short(JsonElement value) => SafeText.OneLine(Text(value), 60);

    // Fractions are cut off, and an empty text is none: 'coerce'.
    private static string? WholeProblem(JsonElement value, long least, long most, string type) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? $"[{Short(value)}] is no number"
        : Text(value).Length == 0 ? null
        : !double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"For input string: \"{Short(value)}\""
        : decimal.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && decimal.Truncate(number) is var whole && whole >= least && whole <= most ? null
        : $"Value [{Short(value)}] is out of range for a {type}";

    private static string? NumberProblem(JsonElement value, double most, string type) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? $"[{Short(value)}] is no number"
        : Text(value).Length == 0 ? null
        : !double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? $"For input string: \"{Short(value)}\""
        : Math.Abs(most is float.MaxValue ? (float)number : number) <= most ? null
        : $"[{type}] supports only finite values, but got [{Short(value)}]";

    // 'strict_date_optional_time_nanos' or 'epoch_millis', in nanoseconds of 63 bits since 1970.
    private static string? NanosProblem(string text)
    {
        if (TimeProblem(text) is { } problem)
        {
            return problem;
        }

        var isEarly = EpochMilliseconds.IsMatch(text) && !StrictTime.IsMatch(text) ? text[0] is '-' : string.CompareOrdinal(text, "1970") < 0;
        var isLate = EpochMilliseconds.IsMatch(text) && !StrictTime.IsMatch(text)
            ? decimal.Parse(text, CultureInfo.InvariantCulture) > LastNanosMilliseconds
            : string.CompareOrdinal(text, "2262-04-11T23:47:16.854775807Z") > 0;
        return isEarly ? $"date[{SafeText.OneLine(text, 60)}] is before the epoch in 1970 and cannot be stored in nanosecond resolution"
            : isLate ? $"date[{SafeText.OneLine(text, 60)}] is after 2262-04-11T23:47:16.854775807 and cannot be stored in nanosecond resolution"
            : null;
    }

    private static string? TimeProblem(string text) =>
        EpochMilliseconds.IsMatch(text) || (StrictTime.IsMatch(text) && IsOnCalendar(text)) ? null
        : $"failed to parse date field [{SafeText.OneLine(text, 60)}] with format [strict_date_optional_time||epoch_millis]";

    private static bool IsOnCalendar(string text) => text.Length switch
    {
        4 => true,
        7 => text[5..7] is not "00" && string.CompareOrdinal(text, 5, "12", 0, 2) <= 0,
        _ => DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
    };

    // No zone, no brackets, no leading zeros.
    private static string? AddressProblem(string text) =>
        text.AsSpan().ContainsAny('%', '[', '/') || !IPAddress.TryParse(text, out var address)
            || (!text.Contains(':', StringComparison.Ordinal) && address.ToString() != text)
            ? $"'{SafeText.OneLine(text, 60)}' is not an IP string literal."
            : null;
}
