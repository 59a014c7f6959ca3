using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>What every text passes on its way into a document: secrets out, then cut to size. Counts what it cut.</summary>
/// <remarks>Keeps its buffers from document to document: what it hands out is valid until the next call of its kind. Not thread-safe.</remarks>
internal sealed class TextGuard(Redaction? redaction)
{
    private const string Marker = "…[cut]";

    private readonly List<string> _words = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private Limits _limits = Limits.Usual;
    private int _left;

    /// <summary>How many texts and elements the document lost to its limits.</summary>
    public int Cuts { get; private set; }

    /// <summary>The limits of this document.</summary>
    public Limits Limits => _limits;

    /// <summary>Puts ancestries into a line.</summary>
    public ProcessTree Tree { get; } = new();

    /// <summary>Sorts ancestors.</summary>
    public Lineage Lineage { get; } = new();

    /// <summary>Makes labels' names.</summary>
    public LabelNames Labels { get; } = new();

    /// <summary>Starts a document.</summary>
    public void Begin(Limits limits) => (_limits, _left, Cuts) = (limits, limits.Total, 0);

    /// <summary>A text as it may leave.</summary>
    public string? Clean(string? text) => Clean(text, _limits.Text);

    /// <summary>A text as it may leave, cut to a limit of its own.</summary>
    public string? Clean(string? text, int limit)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        // Cut first: the scan for secrets is linear, but an event may be 10 MB.
        return Cut(redaction is null ? text : redaction.Redact(Bound(text, limit)), limit);
    }

    /// <summary>Writes a text that was put together in a buffer, as it may leave.</summary>
    public void Write(EcsWriter ecs, string name, ReadOnlySpan<char> text)
    {
        if (redaction?.MayHold(text) is true || text.Length * 3 > Math.Min(_limits.Text, _left))
        {
            ecs.Write(name, Clean(text.ToString()));
            return;
        }

        _left -= text.Length;
        ecs.Write(name, text);
    }

    /// <summary>The names of a map that were written: none yet.</summary>
    public HashSet<string> NewNames()
    {
        _names.Clear();
        return _names;
    }

    /// <summary>A text without secrets that is cut elsewhere.</summary>
    public string WithoutSecrets(string text) => redaction is null ? text : redaction.Redact(Bound(text, _limits.AncestorText));

    /// <summary>The value of a named field as it may leave.</summary>
    public string? Clean(string name, string? value) =>
        value is not null && redaction?.IsSecret(name, value) is true ? Redaction.Mark : Clean(value);

    /// <summary>Arguments of a program whose name is elsewhere, as they may leave.</summary>
    public string? CleanArguments(string? program, string? arguments) =>
        program is null || string.IsNullOrEmpty(arguments) || redaction is null
            ? Clean(arguments)
            : Cut(redaction.RedactArguments(program, Bound(arguments, _limits.Text)), _limits.Text);

    /// <summary>Variables, <c>NAME=value</c> each, as they may leave.</summary>
    public IReadOnlyList<string> CleanVariables(IReadOnlyList<string> variables) => Clean(variables, variables: true);

    /// <summary>Words of a command line as they may leave.</summary>
    public IReadOnlyList<string> Clean(IReadOnlyList<string> words) => Clean(words, variables: false);

    /// <summary>The first of these, as many as the limits allow; counts the cut.</summary>
    public IReadOnlyList<ProcessFact> Take(IReadOnlyList<ProcessFact> processes)
    {
        if (processes.Count <= _limits.Items)
        {
            return processes;
        }

        Cuts++;
        return [.. processes.Take(_limits.Items)];
    }

    /// <summary>Whether a list may grow beyond this many elements; counts the cut when not.</summary>
    public bool TakesMore(int count)
    {
        if (count < _limits.Items && _left > 0)
        {
            return true;
        }

        Cuts++;
        return false;
    }

    private IReadOnlyList<string> Clean(IReadOnlyList<string> words, bool variables)
    {
        if (words.Count == 0)
        {
            return words;
        }

        words = Bound(words);
        var safe = redaction is null ? words : variables ? redaction.RedactVariables(words) : redaction.Redact(words);
        _words.Clear();
        for (var i = 0; i < safe.Count && TakesMore(_words.Count); i++)
        {
            _words.Add(Cut(safe[i], _limits.AncestorText) ?? "");
        }

        return _words;
    }

    // The limit and some more: a secret at the border is seen whole or is beyond the cut.
    private static string Bound(string text, int limit) => text.Length > 2 * limit ? text[..(2 * limit)] : text;

    // The first words at their greatest length; nearly always all of them as they are.
    private IReadOnlyList<string> Bound(IReadOnlyList<string> words)
    {
        var fits = words.Count <= _limits.Items;
        for (var i = 0; i < words.Count && fits; i++)
        {
            fits = words[i].Length <= 2 * _limits.AncestorText;
        }

        return fits ? words : [.. words.Take(_limits.Items + 1).Select(word => Bound(word, _limits.AncestorText))];
    }

    private string? Cut(string text, int limit)
    {
        var room = Math.Min(limit, _left);
        var bytes = text.Length * 3 <= room ? text.Length : Encoding.UTF8.GetByteCount(text);
        if (bytes <= room)
        {
            _left -= bytes;
            return text;
        }

        Cuts++;
        if (room < 32)
        {
            return null;
        }

        var length = Prefix(text, room - (Marker.Length * 3));
        _left -= room;
        return string.Concat(text.AsSpan(0, length), Marker);
    }

    // The longest prefix of that many bytes that ends between characters.
    private static int Prefix(string text, int bytes)
    {
        var (length, used) = (0, 0);
        while (length < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(length), out var rune, out var units);
            used += rune.Utf8SequenceLength;
            if (used > bytes)
            {
                break;
            }

            length += units;
        }

        return length;
    }
}
