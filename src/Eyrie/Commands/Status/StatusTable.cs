using System.Text;

namespace Eyrie.Commands.Status;

/// <summary>Columns that are as wide as what is in them.</summary>
/// <param name="heads">Their names; those that begin with <c>&gt;</c> have numbers, at the right.</param>
internal sealed class StatusTable(params string[] heads)
{
    private const int LongestCell = 32;
    private const int LeastCell = 12;
    private const int LongestRow = 120;
    private const string Between = "  ";
    private readonly List<string[]> _rows = [];

    /// <summary>It has no row.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>A row.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(static cell => StatusText.Safe(cell, LongestCell))]);

    /// <summary>Writes it, unless it is empty; a column in which nobody has anything is left out.</summary>
    public void WriteTo(StringBuilder text)
    {
        if (_rows.Count == 0)
        {
            return;
        }

        text.Append('\n');
        var shown = Enumerable.Range(0, heads.Length).Where(column => _rows.Exists(row => row[column].Length > 0)).ToArray();
        var widths = heads.Select((head, column) => Math.Max(head.TrimStart('>').Length, _rows.Max(row => row[column].Length))).ToArray();
        Narrow(widths, shown);
        foreach (var row in _rows.Prepend([.. heads.Select(static head => head.TrimStart('>'))]))
        {
            var cells = shown.Select(column => heads[column].StartsWith('>') ? row[column].PadLeft(widths[column]) : Cut(row[column], widths[column]).PadRight(widths[column]));
            text.Append(string.Join(Between, cells).TrimEnd()).Append('\n');
        }
    }

    // Of words the longest give way, so that a row fits a terminal; numbers stay whole.
    private void Narrow(int[] widths, int[] shown)
    {
        var words = shown.Where(column => !heads[column].StartsWith('>')).ToArray();
        while (shown.Sum(column => widths[column]) + Between.Length * (shown.Length - 1) > LongestRow
            && words.MaxBy(column => widths[column]) is var widest && words.Length > 0 && widths[widest] > LeastCell)
        {
            widths[widest]--;
        }
    }

    private static string Cut(string cell, int width) => cell.Length <= width ? cell : $"{cell[..(width - 1)]}…";
}
