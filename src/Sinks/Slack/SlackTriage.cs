using Eyrie.Contracts;

namespace Eyrie.Sinks.Slack;

/// <summary>
/// Decides which alerts get a message of their own: all of a small batch; of a large one those that open an incident or
/// are worse than what was posted of theirs, the worst first, and only so many.
/// </summary>
internal sealed class SlackTriage(int most)
{
    private const int MostRemembered = 1_000;

    private readonly Dictionary<string, Severity> _posted = new(StringComparer.Ordinal);
    private IReadOnlyList<Alert>? _batch;
    private (IReadOnlyList<Alert> Single, IReadOnlyList<Alert> Others) _split;

    /// <summary>Splits a batch; the same way again when it is tried again.</summary>
    public (IReadOnlyList<Alert> Single, IReadOnlyList<Alert> Others) Split(IReadOnlyList<Alert> batch)
    {
        if (!ReferenceEquals(batch, _batch))
        {
            (_batch, _split) = (batch, batch.Count <= most ? (batch, []) : SplitStorm(batch));
        }

        return _split;
    }

    /// <summary>An alert was posted in a message of its own.</summary>
    public void Posted(Alert alert)
    {
        if (_posted.Count >= MostRemembered)
        {
            _posted.Clear();
        }

        if (IsNews(alert, _posted))
        {
            _posted[alert.Incident] = alert.Severity;
        }
    }

    private (IReadOnlyList<Alert> Single, IReadOnlyList<Alert> Others) SplitStorm(IReadOnlyList<Alert> batch)
    {
        var (single, others) = (new List<Alert>(most), new List<Alert>(batch.Count));
        var chosen = new Dictionary<string, Severity>(StringComparer.Ordinal);
        foreach (var alert in batch.OrderByDescending(alert => alert.Severity))
        {
            if (single.Count < most && IsNews(alert, _posted) && IsNews(alert, chosen))
            {
                single.Add(alert);
                chosen[alert.Incident] = alert.Severity;
            }
            else
            {
                others.Add(alert);
            }
        }

        return (single, others);
    }

    private static bool IsNews(Alert alert, Dictionary<string, Severity> known) =>
        alert.Incident.Length == 0 || !known.TryGetValue(alert.Incident, out var severity) || alert.Severity > severity;
}
