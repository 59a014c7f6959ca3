using System.Net;
using System.Text.Json;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>The ids of IPv4 are those of the definition's own examples.</summary>
public sealed class CommunityIdTests
{
    [Theory]
    [InlineData("tcp", "128.232.110.120", 34855, "66.35.250.204", 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=")]
    [InlineData("tcp", "66.35.250.204", 80, "128.232.110.120", 34855, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=")]
    [InlineData("udp", "192.168.1.52", 54585, "8.8.8.8", 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=")]
    public void Is_what_others_make_of_the_same_connection(string transport, string from, int fromPort, string to, int toPort, string id) =>
        Assert.Equal(id, Id(transport, from, fromPort, to, toPort));

    [Fact]
    public void Is_the_same_from_both_ends()
    {
        Assert.Equal(Id("tcp", "fd00::7", 40248, "2001:db8::1", 443), Id("tcp", "2001:db8::1", 443, "fd00::7", 40248));
        Assert.Equal(Id("tcp", "127.0.0.1", 80, "127.0.0.1", 40248), Id("tcp", "127.0.0.1", 40248, "127.0.0.1", 80));
        Assert.NotEqual(Id("tcp", "127.0.0.1", 80, "127.0.0.1", 40248), Id("udp", "127.0.0.1", 80, "127.0.0.1", 40248));
    }

    [Fact]
    public void Is_not_told_where_a_part_of_it_is_not_known()
    {
        Assert.Null(Id("icmp", "127.0.0.1", 8, "127.0.0.1", 0));
        Assert.Null(Id(null, "127.0.0.1", 80, "127.0.0.1", 443));
        Assert.Null(Id("tcp", "127.0.0.1", null, "127.0.0.1", 443));
        Assert.Null(Id("tcp", null, 80, "127.0.0.1", 443));
        Assert.Null(Id("tcp", "127.0.0.1", 80, "fd00::7", 443));
    }

    private static string? Id(string? transport, string? from, int? fromPort, string? to, int? toPort)
    {
        var observation = FullObservation.Create() with
        {
            Network = new()
            {
                Transport = transport,
                SourceAddress = from is null ? null : IPAddress.Parse(from),
                SourcePort = fromPort,
                DestinationAddress = to is null ? null : IPAddress.Parse(to),
                DestinationPort = toPort,
            },
        };
        using var document = JsonDocument.Parse(SampleDocuments.Write(observation));
        return document.RootElement.TryGetProperty("network", out var network) && network.TryGetProperty("community_id", out var id) ? id.GetString() : null;
    }
}
