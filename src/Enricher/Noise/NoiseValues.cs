using System.Text;

namespace Eyrie.Enricher.Noise;

/// <summary>The different texts that alerts had in one place: the first few themselves, of more only about how many there were.</summary>
internal sealed class NoiseValues
{
    /// <summary>After a text that was cut.</summary>
    public const string Cut = "…#";

    private const int MostKept = 8;

    private readonly List<string> _kept = [];
    private DistinctCount? _more;
    private string? _last;

    /// <summary>All of them, the one said first in front; null when there are too many.</summary>
    public IReadOnlyList<string>? All => _more is null ? _kept : null;

    /// <summary>Whether some alert did not say it.</summary>
    public bool HasUnsaid { get; private set; }

    /// <summary>Some of them, to be shown.</summary>
    public IReadOnlyList<string> Examples => _kept;

    /// <summary>How many there were.</summary>
    public long Count => _more?.Estimate() ?? _kept.Count;

    /// <summary>The one that all alerts had; null when there is no such one.</summary>
    public string? Constant => !HasUnsaid && All is [var one] ? one : null;

    public void Add(string text)
    {
        if (text.Length == 0)
        {
            HasUnsaid = true;
            return;
        }

        if (text == _last)
        {
            return; // noise is mostly the same again
        }

        _last = text;
        if (_more is not null)
        {
            _more.Add(DistinctCount.Hash(Encoding.UTF8.GetBytes(text)));
        }
        else if (!_kept.Contains(text))
        {
            Keep(text);
        }
    }

    private void Keep(string text)
    {
        if (_kept.Count < MostKept)
        {
            _kept.Add(text);
            return;
        }

        _more = new();
        foreach (var one in _kept.Append(text))
        {
            _more.Add(DistinctCount.Hash(Encoding.UTF8.GetBytes(one)));
        }
    }
}
