using Eyrie.Platform.Configuration;

namespace Eyrie.Platform.Tests.Configuration;

public sealed class YamlFileTests
{
    private readonly List<ConfigurationProblem> _problems = [];

    [Fact]
    public void Knows_the_line_of_what_was_written_and_leaves_variables_alone()
    {
        var root = YamlFile.Parse("a: 1\nb:\n  c: ${HOME}\n", "routing.yaml", _problems);

        Assert.Empty(_problems);
        Assert.Equal("${HOME}", root.Members!["b"].Members!["c"].Value);
        Assert.Equal("routing.yaml:3", root.Members["b"].Members!["c"].Where);
    }

    [Fact]
    public void Refuses_brackets_in_brackets_without_end()
    {
        YamlFile.Parse("a: " + new string('[', 100_000), "routing.yaml", _problems);

        Assert.Contains("levels", Assert.Single(_problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_aliases_of_aliases_before_they_grow()
    {
        var lines = Enumerable.Range(1, 30).Select(i => $"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 10))}]");

        YamlFile.Parse($"l0: &l0 [x]\n{string.Join('\n', lines)}\n", "routing.yaml", _problems);

        Assert.Contains("more than 200000 settings", Assert.Single(_problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_a_file_is_not_there()
    {
        YamlFile.Read("/nowhere/routing.yaml", _problems);

        Assert.StartsWith("/nowhere/routing.yaml: found there is no such file", Assert.Single(_problems).ToString(), StringComparison.Ordinal);
    }
}
