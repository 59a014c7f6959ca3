using Eyrie.Contracts;
using Eyrie.Platform;

namespace Eyrie.Sinks;

/// <summary>A place alerts are delivered to. One implementation a target; called by one thread at a time.</summary>
internal interface IAlertSink
{
    /// <summary>
    /// Delivers a batch. Delivering the same alert twice must look like once where the target can tell: a batch whose
    /// outcome is unknown is sent again. After a failure the very same alerts come again, or first a part of them, so that
    /// what is done of them (<see cref="BatchProgress"/>) need not be done twice.
    /// </summary>
    /// <param name="batch">At least one alert, in partition order.</param>
    /// <param name="cancellation">Fires a while after the host began to stop: what is under way is cut off.</param>
    /// <returns>The alerts refused for good, usually none; all others are stored when the task completes.</returns>
    /// <exception cref="PipelineException">
    /// <see cref="FailureKind.Transient"/>: none, some or all were stored; send the batch again.
    /// <see cref="FailureKind.Fatal"/>: the target refuses us, not the alerts; the batch waits until a person has acted.
    /// </exception>
    Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation);

    /// <summary>What attempts that failed or were cut off have settled all the same; null when nobody keeps count.</summary>
    BatchProgress? Progress => null;
}

/// <summary>An alert the target will never accept, and the target's words on why.</summary>
internal sealed record RejectedAlert(Alert Alert, string Reason);
