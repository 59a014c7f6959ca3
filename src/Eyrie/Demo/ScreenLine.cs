using Spectre.Console;
using Spectre.Console.Rendering;

namespace Eyrie.Demo;

/// <summary>A line for the screen: pieces of safe text, each with a style. Built without markup, so nothing can inject any.</summary>
internal sealed class ScreenLine
{
    private readonly List<Segment> _pieces = [];

    /// <summary>The pieces, in order.</summary>
    public IReadOnlyList<Segment> Pieces => _pieces;

    /// <summary>The line without styles.</summary>
    public string Text => string.Concat(_pieces.Select(piece => piece.Text));

    /// <summary>Adds text as it is: our own words and figures.</summary>
    public ScreenLine Ours(string text, Style? style = null)
    {
        _pieces.Add(new(text, style ?? Style.Plain));
        return this;
    }

    /// <summary>Adds text that somebody else wrote.</summary>
    public ScreenLine Theirs(string text, Style? style = null, int maxLength = 500) => Ours(SafeText.OneLine(text, maxLength), style);
}
