using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka;

/// <summary>What our topics are made with, in Kafka's own words.</summary>
public static class TopicSettings
{
    private const int MaxRecordBytes = 12 * 1024 * 1024; // producers stop at 12,000,000: room for the batch around it
    private static readonly TimeSpan LongestSegment = TimeSpan.FromDays(1);
    private static readonly TimeSpan TombstonesKept = TimeSpan.FromDays(1);

    /// <summary>The settings that differ from the broker's own on purpose, by name.</summary>
    public static IReadOnlyDictionary<string, string> For(TopicSpecification topic)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["compression.type"] = "producer",
            ["max.message.bytes"] = MaxRecordBytes.ToString(CultureInfo.InvariantCulture),
        };
        if (topic.Retention is { } retention)
        {
            settings["cleanup.policy"] = "delete";
            settings["retention.ms"] = Milliseconds(retention);
            // A record goes with its segment: one that covers a week would keep a day's records for a week.
            settings["segment.ms"] = Milliseconds(retention / 4 < LongestSegment ? retention / 4 : LongestSegment);
        }
        else
        {
            settings["cleanup.policy"] = "compact";
            // The newest segment is never compacted, and a restart reads what is left: small segments, early cleaning.
            settings["segment.ms"] = Milliseconds(TimeSpan.FromHours(1));
            settings["segment.bytes"] = (64 * 1024 * 1024).ToString(CultureInfo.InvariantCulture);
            settings["min.cleanable.dirty.ratio"] = "0.1";
            settings["delete.retention.ms"] = Milliseconds(TombstonesKept);
        }

        return settings;
    }

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
