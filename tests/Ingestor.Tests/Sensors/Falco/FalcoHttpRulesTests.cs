using Eyrie.Ingestor.Sensors;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests.Sensors.Falco;

public sealed class FalcoHttpRulesTests
{
    private static readonly SensorOptions Good = new() { Type = "falco-http" };

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:2801")]
    [InlineData("[::]:2801")]
    [InlineData(":80")]
    public void Takes_a_place_to_listen_or_none(string address) => Assert.Empty(Complaints(Good with { Address = address }));

    [Theory]
    [InlineData("unix:///run/falco.sock")]
    [InlineData("http://0.0.0.0:2801")]
    [InlineData("2801")]
    public void Refuses_what_is_no_place_to_listen(string address) => Assert.Equal(
        [$"sensors:0:address: '{address}'; allowed, as a place to listen: ip:port, [ipv6]:port, localhost:port or :port (all addresses)"],
        Complaints(Good with { Address = address }));

    [Fact]
    public void Refuses_limits_that_are_none() => Assert.Equal(
        [
            "sensors:0:http:maxBodyBytes: 10; allowed: 1024 to 268435456",
            "sensors:0:http:maxConnections: 0; allowed: 1 to 100000",
            "sensors:0:http:requestTimeout: 00:00:00; allowed: 00:00:00.0100000 to 00:05:00",
            "sensors:0:http:durableTimeout: 01:00:00; allowed: 00:00:00.0100000 to 00:05:00",
            "sensors:0:http:tokenFile: there is no file '/nowhere'",
        ],
        Complaints(Good with
        {
            Http = new()
            {
                MaxBodyBytes = 10,
                MaxConnections = 0,
                RequestTimeout = TimeSpan.Zero,
                DurableTimeout = TimeSpan.FromHours(1),
                TokenFile = "/nowhere",
            },
        }));

    [Fact]
    public void Refuses_TLS_without_a_certificate_of_its_own()
    {
        using var authority = new TestAuthority();

        Assert.Equal(
            ["sensors:0:tls:certificateFile: nothing; a server needs a certificate, PEM, with its key there or in keyFile"],
            Complaints(Good with { Tls = new() { CaFile = authority.CaFile } }));
    }

    private static IEnumerable<string> Complaints(params SensorOptions[] sensors) =>
        new SensorOptionsValidator().Validate(name: null, [.. sensors]).Failures ?? [];
}
