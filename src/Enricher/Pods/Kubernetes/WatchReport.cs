using Eyrie.Platform.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Tells how the watches are: in readiness, in metrics, and with one line of the log a change of state. Thread-safe.</summary>
internal sealed class WatchReport(
    ApiServer server, WatchStates states, PodWatchMetrics metrics, Readiness readiness, ILogger<PodWatch> logger)
{
    private const string Part = "pods";

    private readonly Lock _gate = new();
    private bool _isTold; // that we are in sync

    /// <summary>Nothing is in sync yet.</summary>
    public void Started() => readiness.Degraded(Part, states.Complaint);

    /// <summary>A kind was listed, and its watch is open.</summary>
    public void InSync(WatchedResource resource, int objects)
    {
        lock (_gate)
        {
            _isTold &= !states.InSync(resource, objects);
            Show();
        }
    }

    /// <summary>A watch or a list ended.</summary>
    /// <param name="resource">Which.</param>
    /// <param name="failure">Null: as agreed.</param>
    /// <param name="isLost">It is out of sync, and the reason is worth a line.</param>
    /// <param name="delay">Until the next try.</param>
    public void Ended(WatchedResource resource, ApiException? failure, bool isLost, TimeSpan delay)
    {
        metrics.Ended(resource, failure?.Trouble);
        if (failure is null)
        {
            return;
        }

        lock (_gate)
        {
            if (isLost && states.Lost(resource, failure))
            {
                _isTold &= failure.IsLasting;
                logger.PodsLost(failure.Trouble is ApiTrouble.Broken ? failure : null, failure.Message, resource.Resource, delay.TotalSeconds);
            }
            else if (failure.Trouble is ApiTrouble.Expired)
            {
                states.Stale(resource);
                logger.PodsListedAgain(failure.Message);
            }

            Show();
        }
    }

    /// <summary>A line of a watch came.</summary>
    public void Event(WatchedResource resource, WatchEvent kind, int objects)
    {
        states.Count(resource, objects);
        if (kind is not WatchEvent.Skipped)
        {
            metrics.Event(resource, kind);
        }
    }

    /// <summary>Objects could not be read; the others were.</summary>
    public void Skipped(WatchedResource resource, int count)
    {
        if (count > 0)
        {
            metrics.Skipped(resource, count);
        }
    }

    private void Show()
    {
        if (states.Complaint is { Length: > 0 } complaint)
        {
            readiness.Degraded(Part, complaint);
        }
        else
        {
            readiness.Ready(Part);
        }

        if (!_isTold && states.IsSettled)
        {
            _isTold = true;
            logger.PodsInSync(server.Name, states.Counts);
        }
    }
}
