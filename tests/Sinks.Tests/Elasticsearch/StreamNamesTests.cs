using System.Text.RegularExpressions;
using Eyrie.Sinks.Elasticsearch;
using Eyrie.Testing;

namespace Eyrie.Sinks.Tests.Elasticsearch;

public sealed partial class StreamNamesTests
{
    private readonly RecordedLog<StreamNames> _log = new();

    [Theory]
    [InlineData("default", "prod", "logs-eyrie.alerts-default")]
    [InlineData("{cluster}", "prod", "logs-eyrie.alerts-prod")]
    [InlineData("soc_{cluster}", "prod", "logs-eyrie.alerts-soc_prod")]
    [InlineData("{cluster}", "", "logs-eyrie.alerts-default")]
    [InlineData("soc_{cluster}", "", "logs-eyrie.alerts-default")]
    [InlineData("{cluster}", "EU-West/1", "logs-eyrie.alerts-eu_west_1")]
    [InlineData("{cluster}", "a,b*", "logs-eyrie.alerts-a_b_")]
    [InlineData("{cluster}", "..", "logs-eyrie.alerts-..")]
    [InlineData("{cluster}", "x/_bulk?y=#", "logs-eyrie.alerts-x__bulk_y__")]
    public void Names_the_data_stream_by_namespace_and_cluster(string template, string cluster, string expected) =>
        Assert.Equal(expected, new StreamNames(template, _log).Of(An.Alert() with { Cluster = cluster }));

    [Theory]
    [InlineData("""{"orchestrator":{"cluster":{"name":"prod"}}}""", "prod")]
    [InlineData("""{"a":{"orchestrator":{"cluster":{"name":"evil"}}},"orchestrator":{"x":[{"cluster":1}],"cluster":{"id":"1","name":"prod"}}}""", "prod")]
    [InlineData("""{"orchestrator":{"cluster":{"name":["evil"]}}}""", "default")]
    [InlineData("""{"orchestrator":{"cluster":"evil"}}""", "default")]
    [InlineData("""{"orchestrator":{"name":"evil"}}""", "default")]
    [InlineData("""{"orchestrator":{"cluster":{"name":"\ud800"}}}""", "default")]
    [InlineData("""{"orchestrator":{"cluster":""", "default")]
    [InlineData("""["orchestrator"]""", "default")]
    [InlineData("", "default")]
    public void Reads_the_cluster_from_a_document_that_was_not_read_before(string document, string expected) =>
        Assert.Equal($"logs-eyrie.activity-{expected}", new StreamNames("{cluster}", _log).Of(An.Activity("e1", document)));

    [Fact]
    public void Makes_legal_names_of_a_bounded_number_whatever_clusters_are_called()
    {
        var names = new StreamNames("{cluster}", _log);
        var random = new Random(7);
        var streams = new HashSet<string>(StringComparer.Ordinal);

        for (var i = 0; i < 5_000; i++)
        {
            var cluster = new string([.. Enumerable.Range(0, random.Next(1, 300)).Select(_ => (char)random.Next(char.MaxValue))]);
            streams.Add(names.Of(An.Alert() with { Cluster = cluster }));
        }

        Assert.All(streams, stream => Assert.Matches(Legal(), stream));
        Assert.InRange(streams.Count, 2, 101);
        Assert.Equal("logs-eyrie.alerts-default", names.Of(An.Alert() with { Cluster = "one more" }));
        Assert.Single(_log.Lines);
    }

    [GeneratedRegex("^logs-eyrie.alerts-[a-z0-9_.]{1,100}$")]
    private static partial Regex Legal();
}
