using System.Text;
using CsCheck;
using Eyrie.Ingestor.Sensors.Files;

namespace Eyrie.Ingestor.Tests.Sensors.Files;

public sealed class LineBufferTests
{
    private const int Longest = 1024;
    private static readonly string[] Pieces = ["\n", "\r\n", "\0", new('\0', 40), "{\"a\":1}\n"];

    [Theory]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\n\r\nb", "a\r|\r|b")]
    [InlineData("\0\0\0a\n", "a")]
    [InlineData("a\n\0\0\0b\n\0\0", "a|b")]
    [InlineData("torn\0\0\0{whole}\n", "torn|{whole}")]
    [InlineData("", "")]
    public void Cuts_lines(string text, string lines) => Assert.Equal(lines, string.Join('|', Cut(Encoding.UTF8.GetBytes(text), [text.Length])));

    [Fact]
    public void Does_not_pass_NULs_that_nothing_follows_yet()
    {
        var buffer = new LineBuffer(Longest);
        Add(buffer, "a\n\0\0\0"u8);
        Assert.True(buffer.TryCut(atEnd: false, out _));
        Assert.False(buffer.TryCut(atEnd: false, out _));
        Assert.Equal(2, buffer.Position);

        Add(buffer, "b\n"u8);
        Assert.True(buffer.TryCut(atEnd: false, out var line));
        Assert.Equal(5, line.At);
    }

    [Fact]
    public void Holds_a_hole_of_any_size_in_no_memory()
    {
        var buffer = new LineBuffer(Longest);
        var hole = new byte[100_000];
        for (var i = 0; i < 1_000; i++)
        {
            Add(buffer, hole);
            Assert.False(buffer.TryCut(atEnd: false, out _));
        }

        Assert.Equal(0, buffer.Position);
        Assert.InRange(buffer.Room().Length, 1, 1024 * 1024);
    }

    [Fact]
    public void Cuts_a_line_that_is_too_long_and_goes_on_behind_it()
    {
        var text = new string('a', Longest + 1) + "\n" + new string('b', Longest) + "\n" + new string('c', 500_000) + "\nd";

        var lines = Cut(Encoding.UTF8.GetBytes(text), [100]);

        Assert.Equal([new string('a', Longest) + "!", new string('b', Longest), new string('c', Longest) + "!", "d"], lines);
    }

    [Fact]
    public void The_pieces_in_which_text_comes_change_nothing()
    {
        var text = Gen.OneOf(
            Gen.Byte.Array[0, 50], Gen.Int[0, 4].Select(kind => Encoding.UTF8.GetBytes(Pieces[kind])),
            Gen.Int[Longest - 2, (2 * Longest) + 2].Select(count => Enumerable.Repeat((byte)'x', count).ToArray()))
            .List[0, 12].Select(parts => parts.SelectMany(part => part).ToArray());
        Gen.Select(text, Gen.Int[1, 3 * Longest].Array[1, 10]).Sample((bytes, pieces) =>
            Assert.Equal(Cut(bytes, [bytes.Length + 1]), Cut(bytes, pieces)), iter: 3_000);
    }

    /// <summary>Cuts text that comes in pieces; too long lines end with '!'.</summary>
    private static List<string> Cut(byte[] text, int[] pieces)
    {
        var buffer = new LineBuffer(Longest);
        var lines = new List<string>();
        for (int at = 0, piece = 0; at < text.Length; piece++)
        {
            var count = Math.Min(pieces[piece % pieces.Length], text.Length - at);
            Add(buffer, text.AsSpan(at, count));
            at += count;
            Take(buffer, lines, atEnd: false);
        }

        Take(buffer, lines, atEnd: true);
        return lines;
    }

    private static void Take(LineBuffer buffer, List<string> lines, bool atEnd)
    {
        while (buffer.TryCut(atEnd, out var line))
        {
            lines.Add(Encoding.Latin1.GetString(buffer.Text(line).Span) + (line.IsCut ? "!" : ""));
        }
    }

    private static void Add(LineBuffer buffer, ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            var room = buffer.Room().Span;
            var count = Math.Min(room.Length, text.Length);
            text[..count].CopyTo(room);
            buffer.Added(count);
            text = text[count..];
        }
    }
}
