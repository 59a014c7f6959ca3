using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Eyrie.Ingestor;

/// <summary>How the Ingestor reads, keeps and publishes. Bound from <c>Ingestor</c>.</summary>
public sealed record IngestorOptions
{
    /// <summary>Where the spool and the places in files are kept; see <see cref="Ingestor.DataFolder"/> for what it is when not set.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Events kept in memory between reading and Kafka; more are on disk alone, or dropped where there is no disk.</summary>
    [Range(1, 10_000_000)]
    public int BufferEvents { get; init; } = 100_000;

    /// <summary>Bytes of events kept in memory; whichever limit is met first counts.</summary>
    [Range(64L * 1024, 16L * 1024 * 1024 * 1024)]
    public long BufferBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Largest message taken from a sensor. Above what Kafka takes, so that an event too large for Kafka is counted with its
    /// id instead of breaking the stream.
    /// </summary>
    [Range(4 * 1024 * 1024, 256 * 1024 * 1024)]
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Longest wait for a connection with its handshake, and then for the sensor's first answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait before the first attempt to connect again; each further one doubles it, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan FirstReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait between attempts to connect.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A stream that lasted this long was healthy: the waits begin again at the first.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan HealthyAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Of one kind of trouble of one sensor no more than one event is told in this time; it has the sum of all.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time to hand everything that was read to Kafka when the process stops; what is left then is counted as lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShutdownFlushTime { get; init; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class IngestorOptionsValidator : IValidateOptions<IngestorOptions>;
