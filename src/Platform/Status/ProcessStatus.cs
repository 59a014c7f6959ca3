using Confluent.Kafka;
using Eyrie.Contracts;
using static Eyrie.Platform.Status.StatusInstruments;

namespace Eyrie.Platform.Status;

/// <summary>Reads off instruments what all processes have.</summary>
internal static class ProcessStatus
{
    private const double LastSecond = 253402300799; // of the year 9999

    /// <summary>Kafka as this process' clients see it.</summary>
    public static KafkaStatus Kafka(Figures now, string bootstrapServers, Topics topics) => new(
        bootstrapServers,
        Library.VersionString,
        now.Whole(Brokers, ("state", "up")),
        now.Whole(Brokers, ("state", "down")),
        Uses(topics),
        [.. now.Cells(ConsumerPartitions).Select(cell => Consumer(now, cell.Tag("group"), cell.Tag("topic")))
            .OrderBy(static one => one.Group, StringComparer.Ordinal).ThenBy(static one => one.Topic, StringComparer.Ordinal)]);

    /// <summary>What was put on <c>dead.v1</c>.</summary>
    public static IReadOnlyList<DeadLetterStatus> DeadLetters(Figures now) =>
    [
        .. now.Cells(StatusInstruments.DeadLetters).Where(static cell => cell.Count > 0)
            .GroupBy(static cell => (Stage: cell.Tag("stage"), Reason: cell.Tag("reason"), Sink: cell.Tag("sink")), static cell => cell.Count)
            .Select(static same => new DeadLetterStatus(same.Key.Stage, same.Key.Reason, same.Key.Sink, same.Sum()))
            .OrderByDescending(static one => one.Count),
    ];

    /// <summary>When certificates end.</summary>
    public static IReadOnlyList<CertificateStatus> Certificates(Figures now) =>
    [
        .. now.Cells(CertificateEnd).Select(static cell => new CertificateStatus(
            cell.Tag("use"), DateTimeOffset.FromUnixTimeSeconds((long)Math.Clamp(cell.Value, 0, LastSecond)))).OrderBy(static one => one.NotAfter),
    ];

    private static ConsumerStatus Consumer(Figures now, string group, string topic)
    {
        (string, string)[] tags = [("group", group), ("topic", topic)];
        return new(group, topic, now.Whole(ConsumerPartitions, tags), now.Whole(StatusInstruments.ConsumerLag, tags), now.Value(ConsumerDelay, tags) ?? 0);
    }

    private static Dictionary<string, string> Uses(Topics topics) => new(StringComparer.Ordinal)
    {
        ["events"] = topics.Events,
        ["alerts"] = topics.Alerts,
        ["activity"] = topics.Activity,
        ["state"] = topics.State,
        ["dead"] = topics.Dead,
        ["pods"] = topics.Pods,
        ["urgent"] = topics.Urgent,
        ["retry"] = topics.Retry,
        ["silences"] = topics.Silences,
        ["notices"] = topics.Notices,
    };
}
