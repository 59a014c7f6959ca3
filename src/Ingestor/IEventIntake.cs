using Eyrie.Contracts;

namespace Eyrie.Ingestor;

/// <summary>
/// Takes in what one sensor says, on its way to Kafka. A seam: streams are tested against a stand-in. Never waits for Kafka or the
/// disk but where a member says so. Any thread may call it.
/// </summary>
internal interface IEventIntake
{
    /// <summary>Keeps an event: in memory now, in the spool's file with the next <see cref="Flush"/> at the latest.</summary>
    /// <param name="payload">The sensor's own bytes; they are the intake's from here on, nobody changes them.</param>
    /// <param name="format">How to read them.</param>
    /// <param name="position">Where it is in the order of all that was kept: for <see cref="DurableAsync"/>.</param>
    /// <returns>False when there is no room for it anywhere: it is dropped, and counted as that.</returns>
    bool TryKeep(ReadOnlyMemory<byte> payload, SensorFormat format, out long position);

    /// <summary>Keeps bytes that are no event, for <c>dead.v1</c>.</summary>
    /// <param name="payload">What came, as it came; the intake's from here on.</param>
    /// <param name="format">What it should have been.</param>
    /// <param name="reason">One word of a fixed set, a metric tag: see <see cref="RejectReasons"/>.</param>
    /// <param name="error">What is wrong with it, in words.</param>
    /// <param name="position">As for an event.</param>
    /// <returns>False when there is no room.</returns>
    bool TryReject(ReadOnlyMemory<byte> payload, SensorFormat format, string reason, string error, out long position);

    /// <summary>
    /// Hands what was kept to the operating system, so that it survives the end of this process. To be called when a source has nothing
    /// more at hand: once a burst, not once an event.
    /// </summary>
    void Flush();

    /// <summary>Waits until there is room without dropping anything. For sources that keep what nobody reads; the others must never wait.</summary>
    ValueTask RoomAsync(CancellationToken cancellation);

    /// <summary>
    /// Waits until all that was kept up to a position survives the end of this machine: acknowledged by Kafka or synced to disk, whichever
    /// comes first. Flushes. While the disk cannot be used, only Kafka's answer counts, so this may take as long as Kafka is away.
    /// </summary>
    ValueTask DurableAsync(long position, CancellationToken cancellation);
}

/// <summary>Why bytes went to <c>dead.v1</c>. The words are metric tags and the record's header <c>reason</c>.</summary>
internal static class RejectReasons
{
    /// <summary>Not what the sensor writes: no JSON, or not an alert.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Longer than the intake's limit; what goes to <c>dead.v1</c> is its beginning.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Refused by Kafka for a reason that waiting does not repair.</summary>
    public const string Rejected = "rejected";
}
