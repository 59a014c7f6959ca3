using System.Buffers.Text;
using System.Text;

namespace Eyrie.Enricher.Processes;

/// <summary>
/// An image's id in the fewest bytes: Tetragon's are kept as their parts, the node's name shared, and written again when
/// asked for; one of another making is kept as it came. <c>default</c> is no id.
/// </summary>
/// <param name="Text">The node's name, or all of an id of another making.</param>
/// <param name="Ktime">Nanoseconds on the node's monotonic clock; -1 in an id of another making.</param>
/// <param name="Pid">Pid on the node.</param>
internal readonly record struct ImageId(string? Text, long Ktime, int Pid)
{
    private const long OfAnotherMaking = -1;
    private const int LongestNumbers = 32;

    public bool IsSaid => Text is not null;

    /// <summary>Its numbers tell something.</summary>
    public bool HasParts => Text is not null && Ktime >= 0;

    /// <summary>The id behind a text.</summary>
    public static ImageId Of(string? text, SharedTexts texts)
    {
        Span<byte> plain = stackalloc byte[ExecId.LongestKnown];
        if (text is null)
        {
            return default;
        }

        if (!ExecId.TryParse(text, plain, out var length, out var parts) || parts.Pid > int.MaxValue)
        {
            return new(text, OfAnotherMaking, 0);
        }

        var id = new ImageId(texts.Share(plain[..length]), parts.Ktime, (int)parts.Pid);
        return id.Spells(text) ? id : new(text, OfAnotherMaking, 0);
    }

    public override int GetHashCode()
    {
        if (Ktime >= 0)
        {
            var mixed = ((ulong)Ktime ^ ((ulong)Pid << 40)) * 0x9E37_79B9_7F4A_7C15;
            return (int)(mixed >> 32);
        }

        // Not the text's own, which is another in each process: what is forgotten first must not depend on that.
        var hash = 2_166_136_261;
        foreach (var c in Text ?? "")
        {
            hash = (hash ^ c) * 16_777_619;
        }

        return (int)hash;
    }

    /// <summary>The id as it came.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[ExecId.LongestKnown * 2];
        return HasParts ? Encoding.ASCII.GetString(text[..Spell(text)]) : Text ?? "";
    }

    // '007', blanks in between: whoever made it, it was not Tetragon.
    private bool Spells(ReadOnlySpan<char> text)
    {
        Span<byte> spelt = stackalloc byte[ExecId.LongestKnown * 2];
        var length = Spell(spelt);
        return length == text.Length && Ascii.Equals(spelt[..length], text);
    }

    private int Spell(Span<byte> spelt)
    {
        Span<byte> plain = stackalloc byte[ExecId.LongestKnown + LongestNumbers];
        var length = Encoding.UTF8.GetBytes(Text, plain);
        plain[length++] = (byte)':';
        Ktime.TryFormat(plain[length..], out var digits);
        length += digits;
        plain[length++] = (byte)':';
        Pid.TryFormat(plain[length..], out digits);
        Base64.EncodeToUtf8(plain[..(length + digits)], spelt, out _, out var written);
        return written;
    }
}
