using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Platform.Configuration;

/// <summary>Reads one value as the type its option has, more strictly than the binder, which takes numbers for words and days for '5'.</summary>
internal static class SettingValue
{
    private const string WordSeparators = "-_ ";

    /// <summary>The value in its type; null when it is none.</summary>
    public static object? Parse(Type type, string text) => type switch
    {
        _ when type == typeof(string) => text,
        _ when type == typeof(bool) => bool.TryParse(text, out var flag) ? flag : null,
        _ when type == typeof(TimeSpan) => Duration.TryParse(text, out var duration) ? duration : null,
        _ when type == typeof(Uri) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null,
        _ when type == typeof(Severity) => Severities.TryParse(text, out var severity) ? severity : null,
        { IsEnum: true } => Word(type, text),
        _ => Number(type, text),
    };

    /// <summary>As the binder reads it back.</summary>
    public static string Normalise(object value) => value switch
    {
        TimeSpan duration => duration.ToString("c", CultureInfo.InvariantCulture),
        Uri address => address.OriginalString,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    /// <summary>What a rule of the options allows, in words; null when the value keeps it.</summary>
    public static string? Broken(ValidationAttribute rule, string key, object value)
    {
        if (rule.GetValidationResult(value, new(value) { MemberName = key, DisplayName = key }) is not { } result)
        {
            return null;
        }

        return rule switch
        {
            RequiredAttribute => "a value that is not empty",
            { ErrorMessage: { } said } when !said.Contains('{', StringComparison.Ordinal) => said,
            RangeAttribute range => Limits(range),
            AllowedValuesAttribute words => string.Join(", ", words.Values.Select(SettingNames.Show)),
            _ => result.ErrorMessage ?? rule.FormatErrorMessage(key),
        };
    }

    /// <summary>A range in words.</summary>
    public static string Limits(RangeAttribute range) => $"{Limit(range, range.Minimum)} to {Limit(range, range.Maximum)}";

    private static string Limit(RangeAttribute range, object limit) =>
        limit is string text && range.OperandType == typeof(TimeSpan)
            ? Duration.Show(TimeSpan.Parse(text, CultureInfo.InvariantCulture))
            : SettingNames.Show(limit);

    /// <summary>A word without what others put into it: <c>SASL_SSL</c> and <c>scram-sha-512</c> are saslSsl and scramSha512.</summary>
    public static string Plain(string word) => string.Concat(word.Where(c => !WordSeparators.Contains(c, StringComparison.Ordinal)));

    private static object? Word(Type type, string text)
    {
        var word = Plain(text);
        return Array.Find(Enum.GetNames(type), name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse(type, name)
            : null;
    }

    private static object? Number(Type type, string text)
    {
        try
        {
            return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
                ? Convert.ChangeType(text, type, CultureInfo.InvariantCulture)
                : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }
}
