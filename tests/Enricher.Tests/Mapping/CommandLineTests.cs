using Eyrie.Enricher.Mapping;

namespace Eyrie.Enricher.Tests.Mapping;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("sh -c id", "sh|-c|id")]
    [InlineData("sh -c \"curl x | sh\"", "sh|-c|curl x | sh")]
    [InlineData("echo 'a \"b\" c'  d", "echo|a \"b\" c|d")]
    [InlineData("echo \"a \\\"b\\\" c\"", "echo|a \"b\" c")]
    [InlineData("grep a\\ b", "grep|a\\|b")]
    [InlineData("x \"\" y", "x||y")]
    [InlineData("x \"open", "x|open")]
    [InlineData("x=\"a b\"c", "x=a bc")]
    public void Takes_a_line_apart_as_a_shell_would(string line, string expected) =>
        Assert.Equal(expected, string.Join('|', CommandLine.Split(line)));

    [Fact]
    public void Puts_the_binary_first() => Assert.Equal(["/bin/sh", "-c", "id"], CommandLine.Split("-c id", "/bin/sh"));

    [Theory]
    [InlineData("/usr/bin/curl", "curl")]
    [InlineData("curl", "curl")]
    [InlineData("/", "/")]
    [InlineData("/srv/", "/srv/")]
    [InlineData(null, null)]
    public void Names_a_path_by_its_last_part(string? path, string? expected) => Assert.Equal(expected, CommandLine.BaseName(path));
}
