using System.Net.Sockets;
using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Grpc.Core;

namespace Eyrie.Ingestor.Tests.Sensors;

/// <summary>What cannot be provoked on a loopback socket; the rest is in the tests of the streams.</summary>
public sealed class GrpcFailuresTests
{
    private const string Address = "unix:///run/falco/falco.sock";

    private readonly GrpcFailures _failures =
        new(new() { Type = "falco-grpc", Address = Address }, SensorEndpoint.Parse(Address, preferTls: false)!);

    [Fact]
    public void Says_whose_socket_it_may_not_open() =>
        Assert.StartsWith($"no permission to open {Address}", Explain(Refused(SocketError.AccessDenied)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Too many pings")]
    [InlineData("too_many_pings")]
    [InlineData("The HTTP/2 server reset the stream. HTTP/2 error code 'ENHANCE_YOUR_CALM' (0xb).")]
    public void Says_that_somebody_pings_too_much(string detail) => Assert.Contains(
        "too many pings; we send none", Explain(new(new Status(StatusCode.Unavailable, detail))), StringComparison.Ordinal);

    [Fact]
    public void Does_not_speak_of_handshakes_once_the_sensor_has_answered()
    {
        _failures.Answered();

        Assert.Equal(
            $"the stream from {Address} broke off: Unavailable: gone", Explain(new(new Status(StatusCode.Unavailable, "gone"))));
    }

    private static RpcException Refused(SocketError error) => new(new Status(
        StatusCode.Unavailable, "no connection", new HttpRequestException("no connection", new SocketException((int)error))));

    private string Explain(RpcException failure)
    {
        var explained = _failures.Explain(failure);
        Assert.Equal(FailureKind.Transient, explained.Kind);
        return explained.Message;
    }
}
