using System.Text.Json;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class HostSectionTests
{
    [Theory]
    [InlineData("Ubuntu 24.04.1 LTS", "Ubuntu", "24.04.1 LTS")]
    [InlineData("Debian GNU/Linux 12 (bookworm)", "Debian GNU/Linux", "12 (bookworm)")]
    [InlineData("Bottlerocket OS 1.19.2 (aws-k8s-1.29)", "Bottlerocket OS", "1.19.2 (aws-k8s-1.29)")]
    [InlineData("Container-Optimized OS from Google", "Container-Optimized OS from Google", null)]
    [InlineData("Talos (v1.8.0)", "Talos (v1.8.0)", null)]
    [InlineData("K3OS x86 64", "K3OS x86", "64")]
    [InlineData("7", "7", null)]
    public void Tells_the_system_s_name_from_its_version(string image, string name, string? version)
    {
        var host = Host(new NodeFact("node-1") { System = new() { Image = image } });

        Assert.Equal((image, name, version), (Text(host, "full"), Text(host, "name"), Text(host, "version")));
    }

    [Fact]
    public void Names_processors_as_the_host_itself_does()
    {
        Assert.Equal("x86_64", Host(new("n") { System = new() { Architecture = "amd64" } }).GetProperty("architecture").GetString());
        Assert.Equal("aarch64", Host(new("n") { System = new() { Architecture = "arm64" } }).GetProperty("architecture").GetString());
        Assert.Equal("s390x", Host(new("n") { System = new() { Architecture = "s390x" } }).GetProperty("architecture").GetString());
    }

    [Fact]
    public void Knows_the_system_of_whoever_reads_system_calls()
    {
        Assert.Equal("linux", Text(Host(null), "type"));
        Assert.Equal("windows", Text(Host(new("n") { System = new() { OperatingSystem = "windows" } }), "type"));
        Assert.False(Host(null, observation => observation with { Format = SensorFormat.FalcoJson, Provider = "k8s_audit" }).TryGetProperty("os", out _));
    }

    [Fact]
    public void Says_nothing_of_what_no_cluster_told()
    {
        var host = Host(null);

        Assert.Equal(["name", "hostname", "os"], host.EnumerateObject().Select(property => property.Name));
    }

    private static JsonElement Host(NodeFact? node, Func<Observation, Observation>? change = null)
    {
        var observation = (change ?? (same => same))(FullObservation.Create());
        using var document = JsonDocument.Parse(SampleDocuments.Write(observation, SampleDocuments.Enrich(observation) with { Node = node }));
        return document.RootElement.GetProperty("host").Clone();
    }

    private static string? Text(JsonElement host, string name) =>
        host.GetProperty("os").TryGetProperty(name, out var value) ? value.GetString() : null;
}
