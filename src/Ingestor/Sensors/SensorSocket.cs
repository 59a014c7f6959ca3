using System.Net.Sockets;

namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// Makes the socket under a gRPC connection. A dead peer is found by TCP's own means, not by HTTP/2 pings: grpc-go (Tetragon)
/// takes one ping in five minutes by default and Falco's server ends a connection for 'Too many pings', while TCP's probes
/// cost the server nothing. A unix socket has no network that could swallow the end of a connection.
/// </summary>
internal static class SensorSocket
{
    private const int ProbeAfterSeconds = 30;
    private const int ProbeEverySeconds = 10;
    private const int Probes = 3;
    private const int TcpLevel = 6; // IPPROTO_TCP
    private const int TcpUserTimeout = 18; // TCP_USER_TIMEOUT, Linux
    private const int UnacknowledgedMilliseconds = 60_000;

    /// <summary>A connection to a unix socket.</summary>
    public static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        return await ConnectedAsync(socket, () => socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation));
    }

    /// <summary>A connection over TCP that ends by itself when the other side is gone.</summary>
    public static async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeAfterSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeEverySeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes(UnacknowledgedMilliseconds));
        }

        return await ConnectedAsync(socket, () => socket.ConnectAsync(host, port, cancellation));
    }

    private static async ValueTask<Stream> ConnectedAsync(Socket socket, Func<ValueTask> connect)
    {
        try
        {
            await connect();
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
