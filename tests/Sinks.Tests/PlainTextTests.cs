using System.Globalization;
using System.Text;
using CsCheck;

namespace Eyrie.Sinks.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two\r\nlines\tand a tab", "two\\r\\nlines\\tand a tab")]
    [InlineData("\u001b[2Jgone\a", "\\u{1b}[2Jgone\\u{7}")]
    [InlineData("gpj.\u202efdp", "gpj.\\u{202e}fdp")]
    [InlineData("zero\u200bwidth\0", "zero\\u{200b}width\\u{0}")]
    [InlineData("\u009b31m", "\\u{9b}31m")]
    [InlineData("한글 😀", "한글 😀")]
    [InlineData("Z\u0323\u0323\u0323\u0323\u0323", "Z\u0323\u0323\u0323\\u{323}\\u{323}")]
    [InlineData("\u0301x", "\\u{301}x")]
    [InlineData("a\u00a0b\u3000c", "a\\u{a0}b\\u{3000}c")]
    [InlineData("\u3164\u2800\u034f\ue000", "\\u{3164}\\u{2800}\\u{34f}\\u{e000}")]
    public void Spells_out_what_does_not_show(string text, string expected) =>
        Assert.Equal(expected, PlainText.OneLine(text, 100));

    [Fact]
    public void Replaces_half_a_character() => Assert.Equal("broken\ufffd", PlainText.OneLine("broken\ud800", 100));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcde…")]
    [InlineData("😀😀😀", 6, "😀😀😀")]
    [InlineData("😀😀😀😀", 6, "😀😀…")]
    [InlineData("ab\n\n\n", 6, "ab\\n…")]
    public void Cuts_between_characters(string text, int maxLength, string expected) =>
        Assert.Equal(expected, PlainText.OneLine(text, maxLength));

    [Fact]
    public void Makes_a_line_of_any_text() =>
        Gen.Select(Gen.String, Gen.Int[1, 60]).Sample((text, maxLength) =>
        {
            var line = PlainText.OneLine(text, maxLength);

            Assert.InRange(line.Length, 0, maxLength);
            Assert.DoesNotContain(line.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
                or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.Surrogate);
        });
}
