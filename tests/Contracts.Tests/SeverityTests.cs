namespace Eyrie.Contracts.Tests;

public sealed class SeverityTests
{
    [Fact]
    public void Reads_back_every_word()
    {
        foreach (var severity in Enum.GetValues<Severity>())
        {
            Assert.True(Severities.TryParse(severity.Word().ToUpperInvariant(), out var read));
            Assert.Equal(severity, read);
        }

        Assert.Equal(8, Severities.All.Count);
    }

    [Theory]
    [InlineData("Info", Severity.Informational)]
    [InlineData("WARN", Severity.Warning)]
    [InlineData("err", Severity.Error)]
    [InlineData("crit", Severity.Critical)]
    [InlineData("emerg", Severity.Emergency)]
    public void Reads_what_other_tools_write(string word, Severity expected)
    {
        Assert.True(Severities.TryParse(word, out var severity));
        Assert.Equal(expected, severity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("loud")]
    [InlineData("5")]
    [InlineData("a word that is far longer than any of them")]
    public void Refuses_other_words(string word) => Assert.False(Severities.TryParse(word, out _));
}
