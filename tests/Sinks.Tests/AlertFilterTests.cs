using Eyrie.Contracts;

namespace Eyrie.Sinks.Tests;

public sealed class AlertFilterTests
{
    private static readonly Alert Alert = An.FullAlert();

    [Theory]
    [InlineData("debug", true)]
    [InlineData("critical", true)]
    [InlineData("crit", true)]
    [InlineData("alert", false)]
    public void Takes_what_is_at_least_as_bad_as_the_minimum(string minSeverity, bool taken) =>
        Assert.Equal(taken, new AlertFilter(new() { MinSeverity = minSeverity }).Takes(Alert));

    [Theory]
    [InlineData("rule", "run SHELL*", true)]
    [InlineData("rule", "shell", false)]
    [InlineData("rule", "*shell*", true)]
    [InlineData("namespace", "shop", true)]
    [InlineData("namespace", "sho?", true)]
    [InlineData("namespace", "s", false)]
    [InlineData("workload", "web", true)]
    [InlineData("workload", "Deployment/*", true)]
    [InlineData("workload", "StatefulSet/*", false)]
    [InlineData("sensor", "falco", true)]
    [InlineData("sensor", "tetragon", false)]
    [InlineData("cluster", "p*d", true)]
    [InlineData("tags", "mitre_*", true)]
    [InlineData("tags", "network", false)]
    public void Matches_each_key_by_pattern(string key, string pattern, bool taken) =>
        Assert.Equal(taken, new AlertFilter(new() { Match = Match(key, pattern) }).Takes(Alert));

    [Fact]
    public void Wants_every_key_that_is_given_to_match_but_only_one_pattern_of_each()
    {
        var match = new MatchOptions { Namespace = ["other", "shop"], Rule = ["*shell*"] };

        Assert.True(new AlertFilter(new() { Match = match }).Takes(Alert));
        Assert.False(new AlertFilter(new() { Match = match with { Sensor = ["tetragon"] } }).Takes(Alert));
    }

    [Fact]
    public void Answers_at_once_for_a_pattern_made_to_be_slow()
    {
        var match = new MatchOptions { Rule = [string.Concat(Enumerable.Repeat("*a", 30)) + "b"] };

        Assert.False(new AlertFilter(new() { Match = match }).Takes(Alert with { Rule = new string('a', 5_000) }));
    }

    private static MatchOptions Match(string key, params string[] patterns) => key switch
    {
        "rule" => new() { Rule = patterns },
        "namespace" => new() { Namespace = patterns },
        "workload" => new() { Workload = patterns },
        "sensor" => new() { Sensor = patterns },
        "cluster" => new() { Cluster = patterns },
        _ => new() { Tags = patterns },
    };
}
