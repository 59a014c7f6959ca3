using Eyrie.Contracts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Eyrie.Demo;

/// <summary>
/// What the user sees. On a terminal: coloured lines no wider than it, with a line of progress below that is drawn again.
/// Anywhere else: plain lines without a control character.
/// </summary>
internal sealed class DemoScreen
{
    private const string EraseLine = "\r\u001b[2K";
    private readonly Lock _lock = new();
    private readonly IAnsiConsole? _terminal;
    private readonly TextWriter _output;
    private bool _progressShown;

    private DemoScreen(IAnsiConsole? terminal, TextWriter output) => (_terminal, _output) = (terminal, output);

    /// <summary>A screen on a terminal that obeys escape sequences.</summary>
    public static DemoScreen OnTerminal(IAnsiConsole terminal) => new(terminal, terminal.Profile.Out.Writer);

    /// <summary>Plain lines.</summary>
    public static DemoScreen Plain(TextWriter output) => new(null, output);

    /// <summary>It is a terminal.</summary>
    public bool IsTerminal => _terminal is not null;

    /// <summary>Shows an alert.</summary>
    public void Show(Alert alert, string targets)
    {
        lock (_lock)
        {
            if (_terminal is null)
            {
                _output.WriteLine(AlertLines.ForFile(alert, targets));
                return;
            }

            foreach (var line in AlertLines.ForTerminal(alert, targets, _terminal.Profile.Width))
            {
                Write(line, cut: true);
            }
        }
    }

    /// <summary>Shows a line; on a narrow terminal it goes on below.</summary>
    public void Show(ScreenLine line)
    {
        lock (_lock)
        {
            Write(line, cut: false);
        }
    }

    /// <summary>Draws the line of progress anew; only a terminal shows it.</summary>
    public void ShowProgress(ScreenLine line)
    {
        lock (_lock)
        {
            if (_terminal is not null)
            {
                EraseProgress();
                _terminal.Write(new Row(line.Pieces, cut: true, lineBreak: false));
                _progressShown = true;
            }
        }
    }

    /// <summary>Takes the line of progress away.</summary>
    public void EndProgress()
    {
        lock (_lock)
        {
            EraseProgress();
        }
    }

    private void Write(ScreenLine line, bool cut)
    {
        if (_terminal is null)
        {
            _output.WriteLine(line.Text);
            return;
        }

        EraseProgress();
        _terminal.Write(new Row(line.Pieces, cut, lineBreak: true));
    }

    private void EraseProgress()
    {
        if (_progressShown)
        {
            _output.Write(EraseLine);
            _progressShown = false;
        }
    }

    /// <summary>Pieces in one row. The terminal's edge is met in cells: a wide character takes two.</summary>
    private sealed class Row(IReadOnlyList<Segment> pieces, bool cut, bool lineBreak) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            var width = Math.Max(1, maxWidth - 1); // the last column would wrap on some terminals
            var row = cut && Segment.CellCount(pieces) > width ? Cut(width - 1) : pieces;
            return lineBreak ? [.. row, Segment.LineBreak] : row;
        }

        private List<Segment> Cut(int width)
        {
            var row = new List<Segment>();
            foreach (var piece in pieces)
            {
                if (piece.CellCount() > width)
                {
                    row.Add(new(Start(piece.Text, width) + '…', piece.Style));
                    return row;
                }

                row.Add(piece);
                width -= piece.CellCount();
            }

            return row;
        }

        private static string Start(string text, int width)
        {
            var length = 0;
            foreach (var rune in text.EnumerateRunes())
            {
                width -= new Segment(rune.ToString()).CellCount();
                if (width < 0)
                {
                    break;
                }

                length += rune.Utf16SequenceLength;
            }

            return text[..length];
        }
    }
}
