using Eyrie.Contracts;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>What goes in one <c>_bulk</c> request.</summary>
/// <param name="DataStream">Where all of it goes.</param>
/// <param name="Alerts">The documents.</param>
/// <param name="Bytes">How large the body is, unpacked.</param>
internal sealed record BulkRequest(string DataStream, ArraySegment<Alert> Alerts, long Bytes)
{
    /// <summary>Parts documents into requests, alerts before activity.</summary>
    /// <param name="pending">What is to be sent.</param>
    /// <param name="names">Which data stream each goes to.</param>
    /// <param name="pace">How large a request may be.</param>
    public static List<BulkRequest> Of(Alert[] pending, StreamNames names, BulkPace pace)
    {
        var requests = new List<BulkRequest>();
        foreach (var stream in pending.GroupBy(names.Of, StringComparer.Ordinal).OrderBy(stream => StreamNames.IsActivity(stream.First())))
        {
            ArraySegment<Alert> rest = stream.ToArray();
            while (rest.Count > 0)
            {
                var (count, bytes) = Fitting(rest, pace);
                requests.Add(new(stream.Key, rest[..count], bytes));
                rest = rest[count..];
            }
        }

        return requests;
    }

    /// <summary>The same in two.</summary>
    public IReadOnlyList<BulkRequest> Halves() => [Part(Alerts[..(Alerts.Count / 2)]), Part(Alerts[(Alerts.Count / 2)..])];

    private BulkRequest Part(ArraySegment<Alert> alerts) => new(DataStream, alerts, alerts.Sum(alert => (long)BulkContent.SizeOf(alert)));

    private static (int Count, long Bytes) Fitting(ArraySegment<Alert> alerts, BulkPace pace)
    {
        var (count, bytes) = (0, 0L);
        foreach (var alert in alerts)
        {
            var size = BulkContent.SizeOf(alert);
            if (count == pace.Documents || (count > 0 && bytes + size > pace.Bytes))
            {
                break;
            }

            count++;
            bytes += size;
        }

        return (count, bytes);
    }
}
