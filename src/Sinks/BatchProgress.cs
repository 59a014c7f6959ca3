using Eyrie.Contracts;

namespace Eyrie.Sinks;

/// <summary>What a sink has done of the batch it is working on: an attempt goes on where the last one failed.</summary>
internal sealed class BatchProgress
{
    private readonly HashSet<Alert> _settled = new(ReferenceEqualityComparer.Instance);
    private List<RejectedAlert> _rejected = [];
    private IReadOnlyList<Alert>? _batch;

    /// <summary>The alerts refused for good so far.</summary>
    public IReadOnlyList<RejectedAlert> Rejected => _rejected;

    /// <summary>Begins or resumes a batch.</summary>
    /// <returns>What is still to do, in order.</returns>
    public Alert[] Resume(IReadOnlyList<Alert> batch)
    {
        if (!ReferenceEquals(batch, _batch))
        {
            _batch = batch;
            _settled.Clear();
            _rejected = [];
        }

        return [.. batch.Where(alert => !_settled.Contains(alert))];
    }

    /// <summary>The target has it.</summary>
    public void Stored(Alert alert) => _settled.Add(alert);

    /// <summary>The target will never take it.</summary>
    public void Reject(Alert alert, string reason)
    {
        if (_settled.Add(alert))
        {
            _rejected.Add(new(alert, reason));
        }
    }
}
