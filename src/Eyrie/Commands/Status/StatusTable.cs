using System.Text;

namespace Eyrie.Commands.Status;

/// <summary>Columns that are as wide as what is in them.</summary>
/// <param name="heads">Their names; those that begin with <c>&gt;</c> have numbers, at the right.</param>
internal sealed class StatusTable(params string[] heads)
{
    private const int LongestCell = 32;
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
        foreach (var row in _rows.Prepend([.. heads.Select(static head => head.TrimStart('>'))]))
        {
            var cells = shown.Select(column => heads[column].StartsWith('>') ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
    }
}
