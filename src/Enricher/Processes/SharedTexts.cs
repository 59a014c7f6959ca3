using System.Text;

namespace Eyrie.Enricher.Processes;

/// <summary>Keeps one copy of texts, users and the like that repeat. Forgets all when full: it only saves memory.</summary>
internal sealed class SharedTexts
{
    private const int Most = 20_000;
    private const int LongestNode = 512;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _spans;
    private readonly HashSet<UserFact> _users = [];
    private readonly HashSet<IReadOnlyList<string>> _lists = new(new SameTexts());
    private readonly HashSet<ImageExtras> _extras = [];

    public SharedTexts() => _spans = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    public string? Share(string? text) => text is null ? null : Share(_texts, text);

    /// <summary>The text in UTF-8, at most 512 bytes.</summary>
    public string Share(ReadOnlySpan<byte> utf8)
    {
        Span<char> text = stackalloc char[LongestNode];
        return Share(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }

    public string Share(ReadOnlySpan<char> text) =>
        _spans.TryGetValue(text, out var shared) ? shared : Share(_texts, text.ToString());

    public UserFact? Share(UserFact? user) => user is null ? null : Share(_users, user);

    public IReadOnlyList<string> Share(IReadOnlyList<string> texts) => texts.Count == 0 ? [] : Share(_lists, texts);

    /// <summary>What is shared is equal in all its lists as well, once these are shared.</summary>
    public ImageExtras? Share(ImageExtras? extras) =>
        extras is null || extras.IsEmpty ? null : extras.IsCommon ? Share(_extras, extras) : extras;

    private static T Share<T>(HashSet<T> kept, T one)
    {
        if (kept.TryGetValue(one, out var shared))
        {
            return shared;
        }

        if (kept.Count >= Most)
        {
            kept.Clear();
        }

        kept.Add(one);
        return one;
    }

    private sealed class SameTexts : IEqualityComparer<IReadOnlyList<string>>
    {
        public bool Equals(IReadOnlyList<string>? x, IReadOnlyList<string>? y) => x!.SequenceEqual(y!, StringComparer.Ordinal);

        public int GetHashCode(IReadOnlyList<string> obj)
        {
            var hash = default(HashCode);
            foreach (var text in obj)
            {
                hash.Add(text, StringComparer.Ordinal);
            }

            return hash.ToHashCode();
        }
    }
}
