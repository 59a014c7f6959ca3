namespace Eyrie.Platform.Kafka;

/// <summary>What a producer keeps until the brokers have it.</summary>
/// <param name="MaxMessages">Most records.</param>
/// <param name="MaxKilobytes">Most KiB of them.</param>
/// <param name="ReportsRecords">
/// Reports carry the record and what became of it. Without it a report has the error, the partition and the offset alone: its
/// message is there but empty (no key, value or headers), and its <c>Status</c> is always <c>PossiblyPersisted</c>.
/// </param>
public sealed record LocalBuffer(int MaxMessages, int MaxKilobytes, bool ReportsRecords)
{
    /// <summary>For who has no other place to keep records in.</summary>
    public static LocalBuffer Large { get; } = new(500_000, 256 * 1024, ReportsRecords: true);

    /// <summary>For who keeps its records elsewhere (the largest record still has to fit) and knows a report by the handler that it passed.</summary>
    public static LocalBuffer Small { get; } = new(50_000, 16 * 1024, ReportsRecords: false);
}
