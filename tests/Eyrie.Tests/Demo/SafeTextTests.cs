using CsCheck;
using Eyrie.Demo;

namespace Eyrie.Tests.Demo;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain text, 日本語, 🟠", "plain text, 日本語, 🟠")]
    [InlineData("a\nb\r\tc", "a\\nb\\r\\tc")]
    [InlineData("\u001b[2Jgone\u0007", "\\x1b[2Jgone\\x07")]
    [InlineData("\u009b31m", "\\x9b31m")]
    [InlineData("nul\0", "nul\\x00")]
    [InlineData("\u202egnp.exe", "\\u202egnp.exe")]
    [InlineData("zero\u200bwidth", "zero\\u200bwidth")]
    [InlineData("line\u2028end", "line\\u2028end")]
    [InlineData("[red]markup[/]", "[red]markup[/]")]
    [InlineData(null, "")]
    public void Shows_what_a_terminal_would_obey(string? text, string expected)
    {
        Assert.Equal(expected, SafeText.OneLine(text));
    }

    [Fact]
    public void Shows_half_a_character_as_a_replacement()
    {
        Assert.Equal("lone \ufffd surrogate", SafeText.OneLine("lone \ud800 surrogate"));
    }

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcde…")]
    [InlineData("abcd🟠g", 6, "abcd…")]
    public void Cuts_what_is_too_long(string text, int maxLength, string expected)
    {
        Assert.Equal(expected, SafeText.OneLine(text, maxLength));
    }

    [Theory]
    [InlineData("nginx > sh > curl", 10, "…sh > curl")]
    [InlineData("short", 10, "short")]
    public void Keeps_the_end_of_a_tree(string text, int maxLength, string expected)
    {
        Assert.Equal(expected, SafeText.LineEnd(text, maxLength));
    }

    [Fact]
    public void Never_lets_a_control_character_through_nor_gets_longer_than_told()
    {
        Gen.Select(Gen.String, Gen.Int[1, 60]).Sample((text, maxLength) =>
        {
            var line = SafeText.OneLine(text, maxLength);
            Assert.True(line.Length <= maxLength);
            Assert.DoesNotContain(line, char.IsControl);
            Assert.True(SafeText.LineEnd(text, maxLength).Length <= maxLength);
        });
    }
}
