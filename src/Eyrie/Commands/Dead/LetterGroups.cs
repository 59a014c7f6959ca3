using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka.Letters;

namespace Eyrie.Commands.Dead;

/// <summary>Letters by reason, sink and stage, with the first error of each.</summary>
internal sealed class LetterGroups
{
    // The words are of fixed sets; should somebody write others, they are one group.
    private const int MostGroups = 500;
    private const int LongestError = 160;
    private const string Other = "(other)";

    private readonly Dictionary<(string Settled, string Reason, string Stage, string Sink), LetterGroup> _groups = [];

    /// <summary>The largest first.</summary>
    public IReadOnlyList<LetterGroup> Sorted => [.. _groups.Values.OrderByDescending(static group => group.Letters)];

    public static LetterGroups Of(IEnumerable<Letter> letters)
    {
        var groups = new LetterGroups();
        foreach (var letter in letters)
        {
            groups.Add(letter);
        }

        return groups;
    }

    /// <summary>Adds one letter.</summary>
    public void Add(Letter letter)
    {
        var key = (letter.Settled ?? "", letter.Reason, letter.Stage, letter.Sink);
        if (_groups.Count >= MostGroups && !_groups.ContainsKey(key))
        {
            key = ("", Other, "", "");
        }

        if (!_groups.TryGetValue(key, out var group))
        {
            _groups[key] = group = new(key.Item1, key.Item2, key.Item3, key.Item4);
        }

        group.Add(letter);
    }

    /// <summary>Writes the table.</summary>
    public void Write(TextWriter output, bool isSettled)
    {
        var groups = Sorted;
        if (groups.Count == 0)
        {
            output.WriteLine(isSettled ? "No letter was retried or dropped." : "No dead letters.");
            return;
        }

        string[] head = isSettled ? ["SETTLED", "REASON", "STAGE", "SINK", "LETTERS", "OLDEST", "NEWEST", "SAID"] : ["REASON", "STAGE", "SINK", "LETTERS", "OLDEST", "NEWEST", "FIRST ERROR"];
        var rows = groups.Select(group => Row(group, isSettled)).Prepend(head).ToArray();
        var widths = Enumerable.Range(0, head.Length - 1).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => column < widths.Length ? cell.PadRight(widths[column]) : cell)).TrimEnd());
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{groups.Sum(group => group.Letters)} {(isSettled ? "settled" : "letters; 'eyrie dead list --all' has a line for each")}"));
    }

    private static string[] Row(LetterGroup group, bool isSettled)
    {
        string[] row =
        [
            Cell(group.Reason), Cell(group.Stage), Cell(group.Sink), group.Letters.ToString(CultureInfo.InvariantCulture),
            LetterText.Moment(group.OldestTime), LetterText.Moment(group.NewestTime), LetterText.Safe(group.FirstError, LongestError),
        ];
        return isSettled ? [Cell(group.Settled ?? ""), .. row] : row;
    }

    private static string Cell(string text) => text.Length > 0 ? LetterText.Safe(text) : "-";
}

/// <summary>Letters that have reason, stage and sink in common.</summary>
internal sealed class LetterGroup(string settled, string reason, string stage, string sink)
{
    public string? Settled { get; } = settled.Length > 0 ? settled : null;

    public string Reason { get; } = reason;

    public string Stage { get; } = stage;

    public string Sink { get; } = sink;

    public long Letters { get; private set; }

    public string Oldest => OldestTime.ToString();

    public string Newest => NewestTime.ToString();

    /// <summary>Of the oldest letter; of settled ones what was said about it.</summary>
    public string FirstError { get; private set; } = "";

    /// <summary>The oldest letter.</summary>
    public string First { get; private set; } = "";

    internal EventTime OldestTime { get; private set; }

    internal EventTime NewestTime { get; private set; }

    public void Add(Letter letter)
    {
        if (Letters++ == 0 || letter.Written < OldestTime)
        {
            (OldestTime, FirstError, First) = (letter.Written, letter.Settled is null ? letter.Error : letter.Why, letter.Id.ToString());
        }

        NewestTime = letter.Written > NewestTime ? letter.Written : NewestTime;
    }
}
