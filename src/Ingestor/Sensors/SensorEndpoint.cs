using System.Text;

namespace Eyrie.Ingestor.Sensors;

/// <summary>Where a sensor listens, read from its address.</summary>
/// <param name="Uri">What gRPC is told to connect to.</param>
/// <param name="SocketPath">The unix socket's path; null over TCP.</param>
internal sealed record SensorEndpoint(Uri Uri, string? SocketPath)
{
    public const string Forms = "unix:///path (107 bytes at most), http://host:port, https://host:port or host:port";

    // What the system's address of a socket has room for, a NUL at its end.
    private const int LongestPathBytes = 107;

    private static readonly Uri Local = new("http://localhost");

    public bool UsesTls => Uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>Reads an address in one of <see cref="Forms"/>; null when it is none of them.</summary>
    public static SensorEndpoint? Parse(string address, bool preferTls)
    {
        const string Unix = "unix:";
        if (address.StartsWith(Unix, StringComparison.OrdinalIgnoreCase))
        {
            var path = address[Unix.Length..];
            path = path.StartsWith("//", StringComparison.Ordinal) ? path[2..] : path;
            return path is ['/', _, ..] && Encoding.UTF8.GetByteCount(path) <= LongestPathBytes ? new(Local, path) : null;
        }

        var full = address.Contains("://", StringComparison.Ordinal) ? address : $"{(preferTls ? "https" : "http")}://{address}";
        return Uri.TryCreate(full, UriKind.Absolute, out var uri) && IsHostAndPort(uri) ? new(uri, SocketPath: null) : null;
    }

    private static bool IsHostAndPort(Uri uri) =>
        (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.Host.Length > 0 && uri.Port > 0 && uri.PathAndQuery is "/" or "" && uri.UserInfo.Length == 0
        && uri.OriginalString.TrimEnd('/').EndsWith($":{uri.Port}", StringComparison.Ordinal);
}
