using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>
/// Looks whether somebody else is connected to a Falco's socket: all clients share one queue, so each gets some of the alerts and nobody
/// all. As good as the system lets us see: connections in other network namespaces are not told.
/// </summary>
internal sealed class SharedSocket(SensorContext context)
{
    private const string Connected = "03"; // of the kernel's states of a socket
    private const int StateColumn = 5;
    private const int PathColumn = 7;

    private readonly ILogger _logger = context.Loggers.CreateLogger<SharedSocket>();
    private int _warned;

    /// <summary>Where the kernel lists unix sockets.</summary>
    public string Sockets { get; init; } = "/proc/net/unix";

    /// <summary>Warns when the number of others is another than at the last time, and not none. To be called once connected.</summary>
    public void Warn()
    {
        if (SensorEndpoint.Parse(context.Sensor.Address, preferTls: false)?.SocketPath is not { } path)
        {
            return;
        }

        var others = Count(path) - 1; // one is ours
        if (others > 0 && others != _warned)
        {
            _logger.SocketShared(context.Sensor.Name, context.Sensor.Address, others);
        }

        _warned = others;
    }

    // The listening end of each connection has the path; the connecting ends have none.
    private int Count(string path)
    {
        try
        {
            return File.Exists(Sockets)
                ? File.ReadLines(Sockets).Count(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > PathColumn } columns
                    && columns[StateColumn] == Connected && columns[PathColumn] == path)
                : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
