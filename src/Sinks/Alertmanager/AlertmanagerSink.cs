using System.Buffers;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.Routing;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Alertmanager;

/// <summary>Fires an alert at Alertmanager for each rule of an incident, and ends them when the incident is over.</summary>
internal sealed class AlertmanagerSink(
    string name,
    AlertmanagerOptions options,
    AlertmanagerMembers members,
    (AlertLinks Links, FiredAlerts Fired, IAlertRouter Router) shared,
    TimeProvider time,
    ILogger<AlertmanagerSink> logger) : IAlertSink, IDisposable
{
    private const int IncidentsOfQuery = 50;

    // Behind by more than this, what has just been sent is left firing: resolved before its first notification, nobody would hear of it.
    private static readonly TimeSpan CatchingUp = TimeSpan.FromMinutes(5);

    private readonly BatchProgress _progress = new();
    private readonly ArrayBufferWriter<byte> _body = new();

    public async Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        var pending = _progress.Resume(batch);
        foreach (var firing in Fold(pending.Where(alert => !alert.ClosesIncident)).Chunk(options.MaxAlerts))
        {
            await FireAsync(firing, cancellation);
        }

        foreach (var closing in pending.Where(alert => alert.ClosesIncident).Chunk(IncidentsOfQuery))
        {
            await ResolveAsync(closing, cancellation);
        }

        return _progress.Rejected;
    }

    public BatchProgress Progress => _progress;

    public void Dispose() => members.Dispose();

    // Of alerts with the same labels the last would take the place of the others anyway.
    private Dictionary<string, Folded>.ValueCollection Fold(IEnumerable<Alert> alerts)
    {
        var now = time.GetUtcNow();
        var folded = new Dictionary<string, Folded>(StringComparer.Ordinal);
        foreach (var alert in alerts)
        {
            var firing = AlertmanagerAlert.Of(alert, options, shared.Links.Of(alert), now);
            firing = RouteResolves(alert, now) is { } resolves && resolves != options.Resolve ? firing.That(resolves) : firing;
            var key = FiringAlert.KeyOf(firing.Labels);
            var before = folded.GetValueOrDefault(key);
            var startsAt = before is not null && before.Firing.StartsAt < firing.StartsAt ? before.Firing.StartsAt : firing.StartsAt;
            folded[key] = new(key, firing with { StartsAt = startsAt }, before?.Alerts ?? []);
            folded[key].Alerts.Add(alert);
        }

        return folded.Values;
    }

    private async Task FireAsync(ReadOnlyMemory<Folded> firing, CancellationToken cancellation)
    {
        var endsAt = time.GetUtcNow() + options.ResolveAfter;
        _body.ResetWrittenCount();
        AlertmanagerAlert.Write(_body, firing.ToArray().Select(one => (one.Firing, endsAt)));
        var refusal = await members.PostAsync(_body.WrittenMemory, cancellation);
        if (refusal is not null && firing.Length > 1)
        {
            await FireAsync(firing[..(firing.Length / 2)], cancellation);
            await FireAsync(firing[(firing.Length / 2)..], cancellation);
            return;
        }

        foreach (var (key, alert, alerts) in firing.ToArray())
        {
            Settle(alerts, refusal);
            if (refusal is null)
            {
                shared.Fired.Add(AlertmanagerAlert.IncidentOf(alerts[0]), key, alert);
            }
        }
    }

    private async Task ResolveAsync(Alert[] closing, CancellationToken cancellation)
    {
        var ended = CanResolve(closing) ? Ended(closing, await FiringAsync(closing, cancellation)) : [];
        PipelineException? refusal = null;
        foreach (var some in ended.Chunk(options.MaxAlerts))
        {
            _body.ResetWrittenCount();
            AlertmanagerAlert.Write(_body, some);
            refusal ??= await members.PostAsync(_body.WrittenMemory, cancellation);
        }

        Settle(closing, refusal);
        Array.ForEach(closing, alert => shared.Fired.Forget(AlertmanagerAlert.IncidentOf(alert)));
    }

    // What the alert's route says holds for the alert, whatever other routes say of others of its incident.
    private bool? RouteResolves(Alert alert, DateTimeOffset now) =>
        shared.Router.Route(name, alert, now).Targets is [var target, ..] ? target.Settings.Resolve : null;

    private bool CanResolve(Alert[] closing) => options.Resolve || closing.Any(alert =>
        RouteResolves(alert, time.GetUtcNow()) is true || shared.Fired.Of(AlertmanagerAlert.IncidentOf(alert)).Values.Any(fired => fired.Resolves is true));

    private async Task<Dictionary<string, FiringAlert>> FiringAsync(Alert[] closing, CancellationToken cancellation)
    {
        var incidents = closing.Select(AlertmanagerAlert.IncidentOf).Distinct(StringComparer.Ordinal).ToList();
        var firing = new Dictionary<string, FiringAlert>(incidents.SelectMany(shared.Fired.Of), StringComparer.Ordinal);
        try
        {
            foreach (var answer in await members.GetAsync(FiringAlerts.Query(incidents), cancellation))
            {
                foreach (var alert in FiringAlerts.Read(answer))
                {
                    firing[FiringAlert.KeyOf(alert.Labels)] = alert;
                }
            }
        }
        catch (Exception e) when (e is FormatException or PipelineException { Kind: not FailureKind.Transient })
        {
            logger.FiringUnknown(name, e.Message); // some take alerts, and answer no questions
        }

        return firing;
    }

    // Over since its last alert, which is in the past by every clock: what ends in the future, fires until then.
    private List<(FiringAlert Alert, DateTimeOffset EndsAt)> Ended(Alert[] closing, Dictionary<string, FiringAlert> firing)
    {
        var now = time.GetUtcNow();
        var ended = new List<(FiringAlert Alert, DateTimeOffset EndsAt)>();
        var byIncident = firing.Values.ToLookup(alert => alert.Labels.GetValueOrDefault(AlertmanagerAlert.IncidentLabel), StringComparer.Ordinal);
        foreach (var alert in closing)
        {
            var last = alert.IncidentSoFar?.Last is { } seen && seen != default ? seen.ToDateTimeOffset() : now;
            var late = alert.Time != default && now - alert.Time.ToDateTimeOffset() > CatchingUp;
            ended.AddRange(byIncident[AlertmanagerAlert.IncidentOf(alert)]
                .Where(one => (one.Resolves ?? options.Resolve) && (!late || now - one.UpdatedAt > CatchingUp))
                .Select(one => (one, EndsAt: last < now ? last : now))
                .Select(one => (one.one, one.EndsAt > one.one.StartsAt ? one.EndsAt : one.one.StartsAt))); // refused if it ended before it began
        }

        return ended;
    }

    private void Settle(IEnumerable<Alert> alerts, PipelineException? refusal)
    {
        foreach (var alert in alerts)
        {
            if (refusal is null)
            {
                _progress.Stored(alert);
            }
            else
            {
                _progress.Reject(alert, refusal.Message);
            }
        }
    }

    private sealed record Folded(string Key, FiringAlert Firing, List<Alert> Alerts);
}
