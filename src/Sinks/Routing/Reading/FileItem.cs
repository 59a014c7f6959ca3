using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Platform.Configuration;

namespace Eyrie.Sinks.Routing.Reading;

/// <summary>A map in a file of ours. What is asked for is known; what is left over is a mistake.</summary>
/// <param name="node">The map.</param>
/// <param name="key">Where it is, as problems say it: <c>route.routes[0]</c>.</param>
/// <param name="problems">Gets what is wrong.</param>
internal sealed class FileItem(SettingNode node, string key, IList<ConfigurationProblem> problems)
{
    private const int MostItems = 5_000;
    private readonly List<string> _known = [];

    /// <summary>Where it is.</summary>
    public string Key => key;

    /// <summary>File and line.</summary>
    public string Where => node.Where;

    /// <summary>How much is wrong by now, here and elsewhere.</summary>
    public int ProblemsSoFar => problems.Count;

    /// <summary>Its keys, as they are written.</summary>
    public IEnumerable<string> Keys => node.Members is { } members ? members.Keys : [];

    /// <summary>What stands for a key; null when nothing does.</summary>
    public SettingNode? Find(string name)
    {
        _known.Add(name);
        return node.Members?.GetValueOrDefault(name);
    }

    /// <summary>A text; null when it is not there.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null or { IsEmpty: true } => null,
        { Value: { } value } => value,
        var other => Wrong<string>(name, other.Kind, "one text"),
    };

    /// <summary>A list of texts, or one.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) is { } found ? Texts(name, found) : [];

    /// <inheritdoc cref="Texts(string)"/>
    public IReadOnlyList<string> Texts(string name, SettingNode found)
    {
        if (found.Value is { } one)
        {
            return [one];
        }

        if (found.Items is not null && found.Items.All(item => item.Value is not null))
        {
            return [.. found.Items.Take(MostItems).Select(item => item.Value!)];
        }

        Problem(name, found.Items is null ? found.Kind : "a list of more than texts", "one text, or a list of texts: [a, b]");
        return [];
    }

    /// <summary>Yes or no; null when it is not there.</summary>
    public bool? Flag(string name) => Read<bool>(name, "true or false", static (string text, out bool flag) => bool.TryParse(text, out flag));

    /// <summary>A number within limits; null when it is not there.</summary>
    public int? Number(string name, int least, int most) => Read(
        name,
        $"a whole number, {least} to {most}",
        (string text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);

    /// <summary>A duration above nothing; null when it is not there.</summary>
    public TimeSpan? Time(string name) => Read(
        name,
        "a duration such as 30s, 15m, 4h, 2d",
        static (string text, out TimeSpan time) => Duration.TryParse(text, out time) && time > TimeSpan.Zero && time <= TimeSpan.FromDays(366));

    /// <summary>A moment; null when it is not there.</summary>
    public DateTimeOffset? Moment(string name) => Read<DateTimeOffset>(name, Moments.Allowed, Moments.TryParse);

    /// <summary>A severity; null when it is not there.</summary>
    public Severity? Severity(string name) => Word(name, Severities.All, static (string text, out Severity severity) => Severities.TryParse(text, out severity));

    /// <summary>One of some words; null when it is not there.</summary>
    public T? Word<T>(string name, IReadOnlyList<string> words, Reading<T> read)
        where T : struct => Read(name, string.Join(", ", words), read, words);

    /// <summary>The maps of a list.</summary>
    public IEnumerable<FileItem> Items(string name)
    {
        if (Find(name) is not { IsEmpty: false } found)
        {
            return [];
        }

        if (found.Items is null || found.Items.Count > MostItems)
        {
            Problem(name, found.Items is null ? found.Kind : $"{found.Items.Count} items", $"a list of up to {MostItems}, each beginning with '-'");
            return [];
        }

        return found.Items.Select((item, i) => (Item: item, Key: Below($"{name}[{i}]"))).Where(one => IsMap(one.Item, one.Key)).Select(one => new FileItem(one.Item, one.Key, problems));
    }

    /// <summary>A map below a key; null when it is not there.</summary>
    public FileItem? Map(string name) => Find(name) is { IsEmpty: false } found && IsMap(found, Below(name)) ? new(found, Below(name), problems) : null;

    /// <summary>The map that a node is, as a member of this one.</summary>
    public FileItem? Map(string name, SettingNode found) => found.IsEmpty ? new(found, Below(name), problems) : IsMap(found, Below(name)) ? new(found, Below(name), problems) : null;

    /// <summary>Says of what was not asked for that nobody knows it.</summary>
    public void RejectOthers()
    {
        foreach (var name in Keys.Where(name => !_known.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            Problem(name, "a key that is not known", string.Join(", ", _known), NearestWord.Find(name, _known));
        }
    }

    /// <summary>Says what is wrong with the value of a key, or with all of it.</summary>
    public void Problem(string name, string found, string allowed, string? nearest = null, bool mattersInUse = false) => problems.Add(
        new((node.Members?.GetValueOrDefault(name) ?? node).Where, name.Length > 0 ? Below(name) : key, found, allowed, nearest) { MattersInUse = mattersInUse });

    /// <summary>A value as problems show it: short, and on one line.</summary>
    public static string Shown(string value)
    {
        var shown = string.Concat(value.Take(80).Select(c => char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()));
        return value.Length > 80 ? $"'{shown}...'" : $"'{shown}'";
    }

    private T? Read<T>(string name, string allowed, Reading<T> read, IReadOnlyList<string>? words = null)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (read(text, out var value))
        {
            return value;
        }

        Problem(name, Shown(text), allowed, words is null ? null : NearestWord.Find(text, words));
        return null;
    }

    private bool IsMap(SettingNode found, string at)
    {
        if (found.Members is null)
        {
            problems.Add(new(found.Where, at, found.Kind, "a map of keys"));
        }

        return found.Members is not null;
    }

    private T? Wrong<T>(string name, string found, string allowed)
    {
        Problem(name, found, allowed);
        return default;
    }

    private string Below(string name) => key.Length > 0 ? $"{key}.{name}" : name;
}

/// <summary>Reads a word.</summary>
internal delegate bool Reading<T>(string text, out T value);
