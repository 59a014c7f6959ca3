namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>A container's id in 32 bytes, as long as it is 64 hex digits; any other text stays a text.</summary>
internal readonly struct ContainerId
{
    /// <summary>The least that an event says of an id: Falco's 12 characters.</summary>
    public const int Shortest = 12;

    private const int Length = 64;
    private readonly UInt128 _high;
    private readonly UInt128 _low;
    private readonly string? _text;

    private ContainerId(UInt128 high, UInt128 low) => (_high, _low) = (high, low);

    private ContainerId(string text) => _text = text;

    /// <summary>Takes in a text; it is given back as it was.</summary>
    public static ContainerId Of(string text) =>
        text.Length == Length && !text.AsSpan().ContainsAnyExcept(Hex)
            ? new(UInt128.Parse(text.AsSpan(0, Length / 2), HexStyle, null), UInt128.Parse(text.AsSpan(Length / 2), HexStyle, null))
            : new(text);

    /// <summary>What ids are looked up by: their first 12 characters, as a number.</summary>
    /// <returns>False: it is too short to say which container it is.</returns>
    public static bool TryKey(ReadOnlySpan<char> id, out ulong key)
    {
        key = 0;
        if (id.Length < Shortest)
        {
            return false;
        }

        foreach (var c in id[..Shortest])
        {
            key = (key * 31) + (uint)(char.IsAsciiHexDigitLower(c) ? (c >= 'a' ? c - 'a' + 10 : c - '0') : c);
        }

        return true;
    }

    /// <summary>Whether one is the beginning of the other: sensors tell 12, 15, 24, 31 or 64 characters.</summary>
    public bool Fits(ReadOnlySpan<char> asked)
    {
        Span<char> digits = stackalloc char[Length];
        ReadOnlySpan<char> known = _text is null ? Write(digits) : _text;
        return known.Length >= asked.Length ? known.StartsWith(asked, StringComparison.Ordinal) : asked.StartsWith(known, StringComparison.Ordinal);
    }

    /// <summary>Whether it is this id, from its first character to its last.</summary>
    public bool IsWhole(ReadOnlySpan<char> id)
    {
        Span<char> digits = stackalloc char[Length];
        ReadOnlySpan<char> known = _text is null ? Write(digits) : _text;
        return id.SequenceEqual(known);
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? string.Create(Length, this, static (digits, id) => id.Write(digits));

    private static System.Globalization.NumberStyles HexStyle => System.Globalization.NumberStyles.AllowHexSpecifier;

    private static System.Buffers.SearchValues<char> Hex { get; } = System.Buffers.SearchValues.Create("0123456789abcdef");

    private Span<char> Write(Span<char> digits)
    {
        _high.TryFormat(digits, out _, "x32", null);
        _low.TryFormat(digits[(Length / 2)..], out _, "x32", null);
        return digits;
    }
}
