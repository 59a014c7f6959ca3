using Eyrie.Contracts;

namespace Eyrie.Sinks;

/// <summary>What a sink has done of the batch it is working on: an attempt goes on where the last one failed, with all of it or a part.</summary>
internal sealed class BatchProgress
{
    private readonly HashSet<Alert> _known = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Alert> _settled = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Alert, RejectedAlert> _rejected = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<Alert> _batch = [];

    /// <summary>The alerts of the batch, or of the part of it, that are refused for good so far.</summary>
    public IReadOnlyList<RejectedAlert> Rejected =>
        _rejected.Count == 0 ? [] : [.. _batch.Where(_rejected.ContainsKey).Select(alert => _rejected[alert])];

    /// <summary>Begins a batch, or resumes one or a part of it.</summary>
    /// <returns>What is still to do, in order.</returns>
    public Alert[] Resume(IReadOnlyList<Alert> batch)
    {
        if (!_known.Contains(batch[0]))
        {
            _known.Clear();
            _settled.Clear();
            _rejected.Clear();
        }

        _known.UnionWith(batch);
        _batch = batch;
        return [.. batch.Where(alert => !_settled.Contains(alert))];
    }

    /// <summary>It is settled.</summary>
    public bool Has(Alert alert) => _settled.Contains(alert);

    /// <summary>The refusal of an alert; null when it is not refused.</summary>
    public RejectedAlert? RefusalOf(Alert alert) => _rejected.GetValueOrDefault(alert);

    /// <summary>The target has it.</summary>
    public void Stored(Alert alert) => _settled.Add(alert);

    /// <summary>The target will never take it.</summary>
    public void Reject(Alert alert, string reason)
    {
        if (_settled.Add(alert))
        {
            _rejected.Add(alert, new(alert, reason));
        }
    }
}
