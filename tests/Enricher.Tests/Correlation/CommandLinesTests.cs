namespace Eyrie.Enricher.Tests.Correlation;

public sealed class CommandLinesTests
{
    [Theory]
    [InlineData("sh -c id", "sh", "/usr/bin/sh -c id", "/usr/bin/sh")]
    [InlineData("sh -c whoami; uname -a", "sh", "/usr/bin/sh -c \"whoami; uname -a\"", "/usr/bin/sh")]
    [InlineData("malicious_scrip /var/www/html/malicious_script.sh", "malicious_scrip",
        "/var/www/html/malicious_script.sh /var/www/html/malicious_script.sh", "/var/www/html/malicious_script.sh")]
    [InlineData("Web Content -x", "Web Content", "/opt/my browser/Web -x", "/opt/my browser/Web")]
    [InlineData("id", "id", "/usr/bin/id", "/usr/bin/id")]
    public void Finds_the_same_arguments_in_both_sensors_words(string falco, string name, string tetragon, string binary) =>
        Assert.True(CommandLines.SameArguments(CommandLines.Arguments(falco, name), CommandLines.Arguments(tetragon, binary)));

    [Theory]
    [InlineData("-c id", "-c")]
    [InlineData("-c id", "-c ls")]
    [InlineData("", "-c")]
    public void Tells_other_arguments_apart(string left, string right) => Assert.False(CommandLines.SameArguments(left, right));

    [Fact]
    public void Takes_a_long_line_that_one_sensor_cut_for_the_same()
    {
        var line = new string('x', 200);

        Assert.True(CommandLines.SameArguments(line, line.AsSpan(0, 150)));
        Assert.False(CommandLines.SameArguments(line, line.AsSpan(0, 50)));
    }

    [Theory]
    [InlineData("cat", "cat", true)]
    [InlineData("malicious_scrip", "malicious_script.sh", true)]
    [InlineData("mal", "malicious_script.sh", false)]
    [InlineData("", "", false)]
    public void Knows_that_the_kernel_cuts_names(string falco, string program, bool same) =>
        Assert.Equal(same, CommandLines.SameName(falco, program));

    [Theory]
    [InlineData("--password [redacted] words --host db", "--password \"[redacted]\" --host db", true)]
    [InlineData("--password [redacted] --host db", "--password [redacted] --host web", false)]
    [InlineData("[redacted] x [redacted] y", "[redacted] y [redacted] x", false)]
    [InlineData("--host db", "[redacted]", false)] // whoever writes the mark himself fits nothing else
    public void Lets_blanked_secrets_differ_in_how_much_they_hide(string left, string right, bool same)
    {
        Assert.Equal(same, CommandLines.SameArguments(left, right));
        Assert.Equal(same, CommandLines.SameArguments(right, left));
    }
}
