using Confluent.Kafka;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.State;
using Eyrie.Enricher.Steps;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Tests.Incidents;

/// <summary>What each document says of its incident and its like is what a recount of all documents before it gives, whoever wrote them.</summary>
public sealed class IncidentTotalsTests
{
    private const string Excepted = "rule 4";
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(5);
    private static readonly EnricherOptions Usual = new() { JoinWindow = TimeSpan.Zero, IncidentGap = Gap, RepeatWindow = TimeSpan.FromMinutes(3) };

    private static readonly Gen<Told[]> Alerts = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 4], Gen.Int[0, 7], Gen.OneOf(Gen.Double[0, 60], Gen.Double[0, 900]), Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 400]), Gen.Int[0, 8],
        (subject, rule, severity, pause, late, border) => new Told(subject, rule, (Severity)severity, pause, late, border)).Array[1, 120];

    private sealed record Told(int Subject, int Rule, Severity Severity, double Pause, double Late, int Border);

    [Fact]
    public void Each_document_says_what_a_recount_gives()
    {
        var (closed, suppressed, repeats, takeOvers) = (0L, 0L, 0L, 0L);
        Alerts.Sample(
            alerts =>
            {
                var output = Play(alerts, out var successions);
                var open = Recount(output);
                Assert.Equal(Sequences(output), Sequences(Play(alerts.Select(alert => alert with { Border = 0 }), out _)));
                Interlocked.Add(ref takeOvers, successions);
                Interlocked.Add(ref closed, output.Count(one => one.Observation.Kind is ObservationKind.IncidentClosed));
                Interlocked.Add(ref suppressed, output.Count(one => one.Enrichment is { Suppressed: not null, Incident: not null }));
                Interlocked.Add(ref repeats, output.Count(one => one.Enrichment.Repeat is { Count: > 1 }));
                Assert.True(open >= 0);
            },
            iter: 300);

        Assert.True(closed > 500 && suppressed > 300 && repeats > 500 && takeOvers > 500, $"{closed} closed, {suppressed} suppressed, {repeats} repeats, {takeOvers} times taken over");
    }

    private static IEnumerable<string> Sequences(List<Enriched> output) => output.Select(one => $"{one.Observation.Id} {one.Observation.Time} {one.Enrichment.Incident?.Id} {one.Enrichment.Incident?.Sequence} {one.Enrichment.Repeat?.Count} {one.Enrichment.Risk?.Score} {one.Enrichment.Incident?.SoFar?.Suppressed}");

    private static List<Enriched> Play(IEnumerable<Told> alerts, out int takeOvers)
    {
        var options = Options.Create(Usual);
        var detector = new Detector(options);
        var pipeline = new EnrichmentPipeline(detector, new Correlator(options), [new Marking(), new IncidentStep(options)], options);
        var (state, output, journal, now, number) = (An.State(Usual), new List<Enriched>(), new List<Message<string, byte[]>>(), 0.0, 0);
        takeOvers = 0;
        foreach (var told in alerts)
        {
            now += told.Pause * 1_000;
            pipeline.Apply(Alert(told, now, number++), An.Record, state, output);
            pipeline.Expire(state, output); // as at the end of a batch
            if (told.Border is 1 or 2)
            {
                StateJournal.TakeChanges(state, journal, NullLogger.Instance);
            }

            if (told.Border is 1)
            {
                (state, takeOvers) = (Restored(journal), takeOvers + 1);
            }
        }

        return output;
    }

    private static Observation Alert(Told told, double now, int number) => An.Alert(now - (told.Late * 1_000), 7, $"cat {told.Rule}") with
    {
        Id = $"{number:x32}",
        Received = An.At(now + 1),
        Severity = told.Severity,
        Rule = new($"rule {told.Rule}") { Tags = [$"T100{told.Rule}", $"T100{told.Rule / 2}.001"] },
        Container = new() { Id = $"{told.Subject}123456789abcdef" },
    };

    private static PartitionState Restored(List<Message<string, byte[]>> journal)
    {
        var state = An.State(Usual);
        journal.ForEach(record => StateJournal.Restore(state, record, Usual.JoinWindow, NullLogger.Instance));
        state.Restored();
        return state;
    }

    // In the order of the output, with nothing but the documents before.
    private static int Recount(List<Enriched> output)
    {
        var (open, members, like) = (new Dictionary<string, string>(), new Dictionary<string, List<Enriched>>(), new Dictionary<string, List<EventTime>>());
        foreach (var one in output)
        {
            var (observation, enrichment) = one;
            var place = enrichment.Incident;
            if (observation.Kind is ObservationKind.IncidentClosed)
            {
                Assert.Equal(place!.Id, open[place.Subject]);
                Assert.True(open.Remove(place.Subject));
                AssertTotals(members[place.Id], place.SoFar!);
                continue;
            }

            AssertRepeat(like, one);
            if (place is null)
            {
                Assert.NotNull(enrichment.Suppressed);
                Assert.False(open.TryGetValue(enrichment.Subject!, out var id) && Fits(members[id], observation.Time));
                continue;
            }

            if (!open.TryGetValue(place.Subject, out var current))
            {
                Assert.Equal(1, place.Sequence);
                open[place.Subject] = current = place.Id;
                members.Add(place.Id, []);
            }

            Assert.Equal(current, place.Id);
            Assert.True(members[current].Count == 0 || Fits(members[current], observation.Time));
            members[current].Add(one);
            AssertTotals(members[current], place.SoFar!);
            Assert.Equal(enrichment.Suppressed is null ? Counted(members[current]).Count() : null, place.Sequence);
        }

        return open.Count;
    }

    private static IEnumerable<Enriched> Counted(List<Enriched> members) => members.Where(one => one.Enrichment.Suppressed is null);

    private static bool Fits(List<Enriched> members, EventTime time) =>
        time - Counted(members).Max(one => one.Observation.Time) < Gap && Counted(members).Min(one => one.Observation.Time) - time < TimeSpan.FromDays(1);

    private static void AssertTotals(List<Enriched> members, IncidentSummary said)
    {
        var counted = Counted(members).ToList();
        var rules = counted.Select(one => one.Observation.Rule!.Name).Distinct().ToList();
        Assert.Equal((counted.Count, members.Count - counted.Count), (said.Alerts, said.Suppressed));
        Assert.Equal((counted.Min(one => one.Observation.Time), counted.Max(one => one.Observation.Time)), (said.First, said.Last));
        Assert.Equal(counted.Max(one => one.Enrichment.AlertSeverity), said.Severity);
        Assert.Equal(Math.Min(100, counted.Max(one => one.Enrichment.Risk!.Score) + (3 * (rules.Count - 1))), said.RiskScore);
        Assert.Equal(rules, said.Rules);
        Assert.Equal(
            counted.SelectMany(one => one.Observation.Rule!.Tags.SelectMany(tag => new[] { tag.Split('.')[0], tag })).Distinct().Order(), said.Techniques.Order());
    }

    private static void AssertRepeat(Dictionary<string, List<EventTime>> like, Enriched one)
    {
        var (key, time) = ($"{one.Enrichment.Subject} {one.Observation.Rule!.Name}", one.Observation.Time);
        if (!like.TryGetValue(key, out var times) || time - times.Max() >= Usual.RepeatWindow || times.Min() - time >= Usual.RepeatWindow)
        {
            like[key] = times = [];
        }

        times.Add(time);
        // Forgotten by the partition's clock, which late ones do not move: it may begin anew, and never counts more.
        var said = one.Enrichment.Repeat!;
        if (said.Count < times.Count)
        {
            Assert.Equal(1, said.Count);
            like[key] = times = [time];
        }

        Assert.Equal((times.Count, times.Min(), times.Max()), (said.Count, said.First, said.Last));
    }

    /// <summary>Stands for the exceptions.</summary>
    private sealed class Marking : IEnrichmentStep
    {
        public Enrichment Apply(Observation observation, Enrichment enrichment, PartitionState state) =>
            observation.Rule?.Name is Excepted ? enrichment with { Suppressed = new(Excepted, Severity.Warning, "r", "o", null, null) } : enrichment;
    }
}
