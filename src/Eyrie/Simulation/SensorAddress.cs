using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Eyrie.Simulation;

/// <summary>
/// Where a simulated sensor listens: <c>unix:///absolute/path</c>, or <c>host:port</c> with or without <c>http://</c>,
/// in plaintext. Port 0 takes a free one.
/// </summary>
internal sealed record SensorAddress(string? SocketPath, string Host, int Port)
{
    private const string UnixScheme = "unix:";
    private const string HttpScheme = "http://";

    /// <summary>Reads an address as a person types it.</summary>
    /// <exception cref="FormatException">It is none; the message says what is allowed.</exception>
    public static SensorAddress Parse(string address)
    {
        if (address.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            var path = address[UnixScheme.Length..];
            path = path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path;
            return path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal)
                ? new(Path.GetFullPath(path), "", 0)
                : throw new FormatException($"'{address}': a unix socket needs an absolute path: unix:///run/falco.sock");
        }

        var bare = address.StartsWith(HttpScheme, StringComparison.Ordinal) ? address[HttpScheme.Length..] : address;
        var colon = bare.TrimEnd('/').LastIndexOf(':');
        return colon > 0 && !bare[..colon].Contains('/', StringComparison.Ordinal) && ushort.TryParse(
            bare.TrimEnd('/').AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new(null, bare[..colon].Trim('[', ']'), port)
            : throw new FormatException($"'{address}' is no address: unix:///absolute/path, host:port or http://host:port");
    }

    /// <summary>As a client is configured with it, the port being the one really bound.</summary>
    public string Describe(int boundPort) => SocketPath is not null
        ? $"unix://{SocketPath}"
        : $"http://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{boundPort}";

    /// <summary>The address to bind; null for a host that is a name other than <c>localhost</c>, or a socket.</summary>
    public IPAddress? ToIPAddress() => Host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" or "0.0.0.0" => IPAddress.Any,
        _ => IPAddress.TryParse(Host, out var address)
            ? address
            : throw new FormatException($"'{Host}': listening needs an IP address of this machine, or localhost"),
    };

    /// <summary>Removes what a crashed process left at the path: a socket that nobody listens on, nothing else.</summary>
    /// <exception cref="IOException">Something else is there; the message says what.</exception>
    public void ClearStaleSocket()
    {
        if (SocketPath is null || !File.Exists(SocketPath))
        {
            return;
        }

        if (!IsSocket(SocketPath))
        {
            throw new IOException($"{SocketPath} exists and is no socket");
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(SocketPath));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused)
        {
            File.Delete(SocketPath);
            return;
        }

        throw new IOException($"somebody listens on {SocketPath} already");
    }

    /// <summary>A socket is the one kind of file that cannot be opened by whoever may write to it (ENXIO).</summary>
    private static bool IsSocket(string path)
    {
        const int NoSuchDeviceOrAddress = 6;
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return false;
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) == NoSuchDeviceOrAddress)
        {
            return true;
        }
    }
}
