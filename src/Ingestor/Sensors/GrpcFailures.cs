using System.Net.Sockets;
using System.Security.Authentication;
using Eyrie.Platform;
using Grpc.Core;

namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// Puts what broke a connection to a sensor into words that help. All of it is transient: sensors restart, are upgraded and
/// get their certificates later than we do, and nothing is lost by trying again.
/// </summary>
internal sealed class GrpcFailures(SensorOptions sensor, SensorEndpoint endpoint)
{
    private bool _answered;

    /// <summary>The sensor has spoken gRPC on this connection: what fails now is not the handshake.</summary>
    public void Answered() => _answered = true;

    /// <summary>What a gRPC call may end with. Anything else is a bug of ours.</summary>
    public static bool IsFailure(Exception e) =>
        e is RpcException or IOException or HttpRequestException or SocketException or OperationCanceledException;

    /// <summary>A message came that is larger than we take.</summary>
    public static bool IsTooLarge(Exception e) =>
        e is RpcException { StatusCode: StatusCode.ResourceExhausted, Status.Detail: var detail }
        && detail.Contains("Received message exceeds", StringComparison.Ordinal); // the client's own words: a server never says this

    /// <summary>The sensor took the connection but said nothing.</summary>
    public PipelineException Silent(TimeSpan waited, Exception cause) => new(
        FailureKind.Transient,
        $"{sensor.Address} did not answer within {waited.TotalSeconds:0.#} s; is it gRPC that listens there, and does it expect "
        + (endpoint.UsesTls ? "TLS" : "TLS where we speak plain text") + "?",
        cause);

    /// <summary>The failure with its likely causes.</summary>
    public PipelineException Explain(Exception failure)
    {
        var handshake = Find<AuthenticationException>(failure);
        var socket = Find<SocketException>(failure);
        var said = Said(failure);
        var text = (handshake, socket, (failure as RpcException)?.StatusCode) switch
        {
            ({ } tls, _, _) => Handshake(tls),
            (_, { } refused, _) when !_answered && SocketRefusal(refused) is { } words => words,
            (_, _, StatusCode.Unimplemented) =>
                $"{sensor.Address} does not know the method: another service listens there, or this is a sensor without it "
                + $"(Falco 0.44 and later have no gRPC: use its HTTP or file output) ({said})",
            _ when IsTooLarge(failure) =>
                $"{sensor.Address} sent a message that is larger than ingestor.maxMessageBytes: it is lost and counted; raise the limit ({said})",
            (_, _, StatusCode.ResourceExhausted) => $"{sensor.Address} has no room for us: {said}",
            (_, _, StatusCode.PermissionDenied or StatusCode.Unauthenticated) => $"{sensor.Address} refuses us: {said}",
            _ when IsPingComplaint(said) =>
                $"{sensor.Address} ended the connection for too many pings; we send none, so a proxy between us may ({said})",
            _ when !_answered => Unanswered(said),
            _ => $"the stream from {sensor.Address} broke off: {said}",
        };
        return new(FailureKind.Transient, text, failure);
    }

    private string? SocketRefusal(SocketException refused) => refused.SocketErrorCode switch
    {
        SocketError.AccessDenied =>
            $"no permission to open {sensor.Address}: Falco's socket is for root alone, Tetragon's for its group too; run as a user that may",
        _ when endpoint.SocketPath is { } path && !File.Exists(path) =>
            $"there is no socket {path}: is the sensor running, is its gRPC enabled, is the socket's folder mounted here?",
        SocketError.ConnectionRefused => $"nothing listens at {sensor.Address}: is the sensor running, is its gRPC enabled?",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => $"the host of {sensor.Address} has no address",
        SocketError.TimedOut => $"{sensor.Address} did not take the connection in time",
        _ => null,
    };

    private string Handshake(AuthenticationException tls) => tls.Message switch
    {
        var why when why.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal) =>
            $"the certificate of {sensor.Address} is for another name; set tls.serverName to the name that it has ({why})",
        var why when why.Contains("RemoteCertificate", StringComparison.Ordinal) || why.Contains("remote certificate", StringComparison.Ordinal) =>
            $"the certificate of {sensor.Address} is not trusted; set tls.caFile to the CA that signed it ({why})",
        var why => $"no TLS with {sensor.Address}: {HandshakeCauses} ({why}{Inner(tls)})",
    };

    private string Unanswered(string said) => endpoint.UsesTls
        ? $"{sensor.Address} ended the connection before it answered: {HandshakeCauses} ({said})"
        : $"{sensor.Address} ended the connection before it answered: likely it expects TLS (Falco over TCP demands mutual TLS: "
            + $"use https:// with tls.caFile, tls.certificateFile and tls.keyFile), or it is not gRPC ({said})";

    private string HandshakeCauses => sensor.Tls?.CertificateFile is null
        ? "likely it demands a client certificate (Falco always does: set tls.certificateFile and tls.keyFile), or speaks plain text"
        : "likely our client certificate is not signed by a CA that it trusts or has expired, or it speaks plain text";

    private static string Inner(Exception e) => e.InnerException is { } inner ? $": {inner.Message}" : "";

    private static bool IsPingComplaint(string said) =>
        said.Contains("too many pings", StringComparison.OrdinalIgnoreCase)
        || said.Contains("too_many_pings", StringComparison.OrdinalIgnoreCase)
        || said.Contains("ENHANCE_YOUR_CALM", StringComparison.OrdinalIgnoreCase);

    private static string Said(Exception e) =>
        e is RpcException { Status: var status } ? $"{status.StatusCode}: {status.Detail}" : e.Message;

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        while (e is not null and not T)
        {
            e = (e as RpcException)?.Status.DebugException ?? e.InnerException;
        }

        return e as T;
    }
}
