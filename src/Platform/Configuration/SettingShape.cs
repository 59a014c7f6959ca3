using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Eyrie.Platform.Configuration;

/// <summary>What may stand for a key, as the options say it.</summary>
internal abstract record SettingShape
{
    /// <summary>In words.</summary>
    public abstract string Allowed { get; }
}

/// <summary>One value.</summary>
internal sealed record ScalarShape(Type Type) : SettingShape
{
    public override string Allowed => Type switch
    {
        { IsEnum: true } => string.Join(", ", Words),
        _ when Type == typeof(bool) => "true or false",
        _ when Type == typeof(TimeSpan) => "a duration such as 500ms, 3s, 15m, 1h, 2d or 00:00:03",
        _ when Type == typeof(Uri) => "an absolute URL, for instance http://localhost:9200",
        _ when Type == typeof(string) => "one value",
        _ when Type == typeof(double) || Type == typeof(decimal) || Type == typeof(float) => "a number",
        _ => "a whole number",
    };

    /// <summary>An enumeration's words as they are written.</summary>
    public IEnumerable<string> Words => Enum.GetNames(Type).Select(SettingNames.Camel);
}

/// <summary>Known keys.</summary>
internal sealed record ObjectShape : SettingShape
{
    /// <summary>The keys, whatever their case.</summary>
    public SortedDictionary<string, SettingProperty> Members { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The options that are bound from it; a section can serve several.</summary>
    public List<Type> Types { get; } = [];

    /// <summary>The keys are kinds: a key of the user's own is one of them when its <c>type</c> says which.</summary>
    public bool HasKinds { get; set; }

    public override string Allowed => string.Join(", ", Members.Values.Select(member => member.Name));
}

/// <summary>Any number of the same.</summary>
internal sealed record ListShape(SettingShape Item) : SettingShape
{
    public override string Allowed => Item is ObjectShape keys ? $"a list of maps with the keys {keys.Allowed}" : $"a list, each item {Item.Allowed}";
}

/// <summary>Keys of the user's own.</summary>
internal sealed record MapShape(SettingShape Item) : SettingShape
{
    public override string Allowed => $"a map of names, each with {Item.Allowed}";
}

/// <summary>A key of the options.</summary>
/// <param name="Name">As it is written in the file.</param>
/// <param name="Shape">What may stand there.</param>
/// <param name="Rules">What the options ask of the value.</param>
/// <param name="Default">What holds when it is not written.</param>
internal sealed record SettingProperty(
    string Name, SettingShape Shape, IReadOnlyList<ValidationAttribute> Rules, object? Default)
{
    /// <summary>It names a file that has to be there: by convention its name ends so.</summary>
    public bool IsFile => Shape is ScalarShape { Type: var type } && type == typeof(string) && Name.EndsWith("File", StringComparison.Ordinal);

    /// <summary>Without it nothing works, and there is no default.</summary>
    public bool IsMissing => Default is null or "" && Rules.Any(rule => rule is RequiredAttribute);
}

/// <summary>How keys and words of options are written.</summary>
internal static class SettingNames
{
    private const string Hidden = "a value that is not shown";
    private static readonly string[] HeaderWords = ["authorization", "cookie", "credential"];
    private static readonly string[] SecretWords = ["password", "token", "key", "secret", "webhook"];

    /// <summary><c>BootstrapServers</c> as <c>bootstrapServers</c>.</summary>
    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>A value as problems show it: short, on one line, and not at all when its key sounds like a secret's.</summary>
    public static string Show(string key, string value)
    {
        if (IsSecret(key) && !key.EndsWith("File", StringComparison.OrdinalIgnoreCase))
        {
            return Hidden;
        }

        var shown = string.Concat(value.Take(80).Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));
        return value.Length > 80 ? $"'{shown}...'" : $"'{shown}'";
    }

    /// <summary>A path as problems show it: of a secret's file, only what cannot be the secret itself, put there by mistake.</summary>
    public static string ShowPath(string key, string value) =>
        IsSecret(key) && value is not ("" or ['/', ..] or ['.', ..]) ? $"{Hidden}, no path from '/' or '.' on" : Show(key, value);

    /// <summary>A default or a limit as it is written in the file.</summary>
    public static string Show(object? value) => value switch
    {
        null => "",
        TimeSpan duration => Duration.Show(duration),
        bool flag => flag ? "true" : "false",
        Enum word => Camel(word.ToString()),
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>
    /// A value as it is shown to whoever asks what is in force: the path to a secret, but not a secret itself; a URL without user, password and query.
    /// </summary>
    /// <param name="name">The last name of its key, or its name in a map.</param>
    /// <param name="value">The value.</param>
    public static string Masked(string name, string value)
    {
        var isPath = name.Contains("File", StringComparison.OrdinalIgnoreCase) && value is ['/' or '.', ..];
        return value.Length == 0 || isPath ? value
            : IsSecret(name) || Array.Exists(HeaderWords, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) ? SettingInForce.Hidden
            : value.Contains("://", StringComparison.Ordinal) ? UrlText.Masked(value) : value;
    }

    private static bool IsSecret(string key) => SecretWords.Any(word => key.Contains(word, StringComparison.OrdinalIgnoreCase));
}
