using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class ProcessTreeTests
{
    [Fact]
    public void Writes_the_line_from_the_root_to_the_process() => Assert.Equal(
        "containerd-shim(1201) > nginx(3312) > sh(4711) > curl(4722)",
        ProcessTree.Line(Image("curl", 4722), [Image("sh", 4711), Image("nginx", 3312), Image("containerd-shim", 1201)]));

    [Fact]
    public void Shows_each_pid_once_with_its_latest_image() => Assert.Equal(
        "init(1) > nginx(10) > sh(11)",
        ProcessTree.Line(Image("sh", 11), [Image("bash", 11), Image("nginx", 10), Image("start.sh", 10), Image("init", 1)]));

    [Fact]
    public void Shows_what_is_known_where_not_all_is()
    {
        Assert.Equal("?(1) > bash > sh(11)", ProcessTree.Line(Image("sh", 11), [Image("bash", null), Image(null, 1)]));
        Assert.Equal("curl", ProcessTree.Line(new() { Executable = "/usr/bin/curl" }, []));
        Assert.Equal("bash(7)", ProcessTree.Line(null, [Image("bash", 7)]));
        Assert.Null(ProcessTree.Line(null, []));
    }

    [Theory]
    [InlineData("a\nb\u001b[31m\0", "a?b?[31m?(7)")]
    [InlineData("a\u202Eb\u200Bc\u2028", "a?b?c?(7)")]
    [InlineData("größe\U0001F600", "größe\U0001F600(7)")]
    public void Neutralises_what_would_deceive_a_reader(string name, string expected) =>
        Assert.Equal(expected, ProcessTree.Line(Image(name, 7), []));

    [Fact]
    public void Neutralises_half_a_character() => Assert.Equal("?x(7)", ProcessTree.Line(Image("\ud800x", 7), []));

    [Fact]
    public void Shortens_long_names_and_the_middle_of_long_lines()
    {
        Assert.Equal(new string('a', 48) + "…(7)", ProcessTree.Line(Image(new string('a', 5000), 7), []));

        var line = ProcessTree.Line(Image("p", 100), [.. Enumerable.Range(1, 99).Select(i => Image("p", 100 - i))])!;
        Assert.StartsWith("p(1) > p(2) > p(3) > p(4) > p(5) > p(6) > …76 more… > p(83) > ", line, StringComparison.Ordinal);
        Assert.EndsWith(" > p(99) > p(100)", line, StringComparison.Ordinal);
    }

    private static ProcessFact Image(string? name, long? pid) => new() { Name = name, Pid = pid };
}
