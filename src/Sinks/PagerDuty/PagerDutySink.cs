using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>Pages by batches: the news that a batch has of an incident are one notice.</summary>
internal sealed class PagerDutySink(PagerDutyNotifier notifier) : IAlertSink, IDisposable
{
    private static readonly RouteTarget OwnSettings = new("", "", RouteSettings.None);
    private readonly BatchProgress _progress = new();

    public async Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        var incidents = _progress.Resume(batch)
            .GroupBy(alert => alert.Incident.Length > 0 ? alert.Incident : alert.Id)
            .OrderByDescending(incident => incident.Max(alert => alert.Severity));
        foreach (var incident in incidents)
        {
            await TellAsync(incident.Key, [.. incident], cancellation);
        }

        return _progress.Rejected;
    }

    public void Dispose() => notifier.Dispose();

    private async Task TellAsync(string group, List<Alert> alerts, CancellationToken cancellation)
    {
        try
        {
            await notifier.TellAsync(
                new()
                {
                    Address = notifier.AddressOf(RouteSettings.None),
                    Group = group,
                    Target = OwnSettings,
                    News = alerts.FindAll(alert => !alert.ClosesIncident),
                },
                cancellation);
            alerts.ForEach(_progress.Stored);
        }
        catch (PipelineException e) when (e.Kind is FailureKind.Rejected)
        {
            alerts.ForEach(alert => _progress.Reject(alert, e.Message));
        }
    }
}
