using Eyrie.Contracts;
using Eyrie.Testing.Targets;

namespace Eyrie.Testing.Delivery;

/// <summary>
/// Alerts flow, a new incident begins now and then, and the targets fail by a seeded plan each; the sinks may be killed. Then all is well
/// again, and each alert has to be somewhere: with the target, or among the dead letters of that sink.
/// </summary>
public sealed class SinkOutages(DeliveryBench bench, TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookAtDead = TimeSpan.FromSeconds(2);
    private readonly List<AlertSpec> _sent = [];
    private readonly List<int> _incidents = [];

    /// <summary>How often the sinks were killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Alerts that were produced.</summary>
    public int Sent => _sent.Count;

    /// <summary>Sends alerts while the targets fail.</summary>
    /// <param name="plans">What is wrong with which sink's target, one after the other.</param>
    /// <param name="length">How long.</param>
    /// <param name="perIncident">Alerts of each incident; one comes every 100 ms, and incidents follow each other.</param>
    /// <param name="killEvery">How often the sinks are killed; null: never.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task PlayAsync(
        IReadOnlyDictionary<string, IEnumerable<FaultSpan>> plans, TimeSpan length, int perIncident, TimeSpan? killEvery, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var plays = plans.Select(plan => bench.Targets[plan.Key].PlayAsync(plan.Value, end.Token)).ToArray();
        var (began, killed) = (time.GetTimestamp(), time.GetTimestamp());
        for (var number = _sent.Count + 1; time.GetElapsedTime(began) < length; number++)
        {
            var incident = 1 + ((number - 1) / perIncident);
            Send(new(number, incident, 1 + ((number - 1) % perIncident), number % 3 == 1 ? Severity.Critical : Severity.Warning));
            if (killEvery is { } wait && time.GetElapsedTime(killed) > wait)
            {
                bench.KillAndStart();
                (killed, Kills) = (time.GetTimestamp(), Kills + 1);
            }

            await Task.Delay(Step, time, cancellation);
        }

        await end.CancelAsync();
        await Task.WhenAll(plays);
        bench.Flush();
    }

    /// <summary>Waits until everything is somewhere, and says what is not, or is there too often.</summary>
    /// <returns>Complaints; none when all held.</returns>
    public async Task<IReadOnlyList<string>> SettleAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var complaints = new List<string>();
        var (began, dead, isSettled) = (time.GetTimestamp(), bench.DeadDocuments(), false);
        while (!isSettled && time.GetElapsedTime(began) < patience && !bench.Sinks!.HasExited)
        {
            dead = bench.DeadDocuments(); // one may be written last of all
            isSettled = await bench.UntilAsync(() => bench.Parts.All(part => Missing(part.Key, part.Value, dead).Count == 0), LookAtDead, cancellation);
        }

        if (bench.Sinks!.HasExited)
        {
            complaints.Add($"the sinks ended by themselves with {bench.Sinks.ExitCode}");
        }

        dead = bench.DeadDocuments();
        foreach (var (sink, part) in bench.Parts)
        {
            var missing = Missing(sink, part, dead);
            if (missing.Count > 0)
            {
                complaints.Add($"{sink}: {missing.Count} are neither with the target nor on dead.v1: {string.Join(", ", missing.Take(5))}");
            }

            if (part is SlackPart slack && slack.Repeated > Kills)
            {
                complaints.Add($"{sink}: {slack.Repeated} messages were repeated, with {Kills} kills");
            }

            if (part is SlackPart { Wrong.IsEmpty: false } wrong)
            {
                complaints.Add($"{sink}: {wrong.Wrong.First()}");
            }
        }

        return complaints;
    }

    /// <summary>Figures, a line each.</summary>
    public IEnumerable<string> Figures()
    {
        yield return $"{_sent.Count} alerts of {_incidents.Count} incidents, {Kills} kills, peak memory {bench.PeakBytes >> 20} MB";
        foreach (var (sink, part) in bench.Parts)
        {
            var faults = string.Join(", ", bench.Targets[sink].Met.Where(met => met.Key is not TargetFault.None).OrderByDescending(met => met.Value).Select(met => $"{met.Key} {met.Value}"));
            var what = part switch
            {
                ElasticsearchPart elasticsearch => $"{elasticsearch.Documents} documents, {elasticsearch.Repeated} came again and were recognised",
                SlackPart slack => $"{slack.Messages.Count(message => message.Kind is not "update")} messages, {slack.Messages.Count(message => message.Kind is "update")} updates, {slack.Repeated} repeated",
                PagerDutyPart pagerduty => $"{pagerduty.Incidents.Count} incidents from {pagerduty.Incidents.Values.Sum()} events",
                EventsPart events => $"{events.Events} CloudEvents, {events.Repeated} came again with their id, {events.Taken.Marks.Count} incidents told",
                _ => "",
            };
            yield return $"{sink}: {what}; dead letters: {bench.DeadDocuments()[sink].Count()}; met: {faults}";
        }
    }

    private void Send(AlertSpec spec)
    {
        _sent.Add(spec);
        if (spec.Sequence == 1)
        {
            _incidents.Add(spec.Incident);
        }

        bench.Produce(spec);
    }

    // A store and a machine have to have each alert; people have to be told of each incident, and Alertmanager has one alert for each of its rules.
    private List<string> Missing(string sink, ITargetPart part, ILookup<string, string> dead)
    {
        var given = string.Join('\n', dead[sink]);
        Func<string, bool>? has = part switch
        {
            ElasticsearchPart elasticsearch => elasticsearch.Has,
            EventsPart events when sink != "alertmanager" => events.Has,
            _ => null,
        };
        return has is not null
            ? [.. _sent.Select(spec => AlertDocuments.IdOf(spec.Number)).Where(id => !has(id) && !given.Contains(id, StringComparison.Ordinal))]
            : [.. _incidents.Select(Taken.Mark).Where(mark => part.Taken.Times(mark) == 0 && !given.Contains(mark, StringComparison.Ordinal))];
    }
}
