using System.Globalization;
using Eyrie.Testing.Delivery;
using Eyrie.Testing.Targets;

namespace Eyrie.Faults;

/// <summary><c>Faults sinks</c> and <c>Faults storm</c>: what the targets' troubles and a flood of alerts do to the sinks.</summary>
internal static class SinkFaults
{
    public const string Usage = """
        Faults sinks [--seed N] [--minutes M] [--sinks elasticsearch,slack,slack-webhook,pagerduty,webhook,alertmanager] [--kafka HOST:PORT]
        Faults storm [--alerts N] [--seconds S] [--incidents N] [--backlog N] [--away S] [--sinks slack,slack-webhook,pagerduty] [--kafka HOST:PORT]
        """;

    private const int MostMessages = 15;
    private const long MostBytes = 250L << 20;
    private static readonly TimeSpan MostLatency = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StormPatience = TimeSpan.FromMinutes(7); // a webhook's last word comes after five

    /// <summary>Null: the arguments are none of ours.</summary>
    public static async Task<int?> RunAsync(string[] args, TimeProvider time)
    {
        if (args is not [("sinks" or "storm") and var what, .. var rest] || rest.Length % 2 != 0)
        {
            return null;
        }

        var given = rest.Chunk(2).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        var known = what == "sinks" ? (string[])["--seed", "--minutes", "--sinks", "--kafka"] : ["--alerts", "--seconds", "--incidents", "--backlog", "--away", "--sinks", "--kafka"];
        if (given.Keys.Any(name => !known.Contains(name)))
        {
            return null;
        }

        await using var bench = new DeliveryBench(given.GetValueOrDefault("--kafka") ?? Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA"), partitions: 6, time);
        return what == "sinks" ? await OutagesAsync(bench, given, time) : await StormAsync(bench, given, time);
    }

    private static async Task<int> OutagesAsync(DeliveryBench bench, Dictionary<string, string> given, TimeProvider time)
    {
        var seed = Number(given, "--seed", 1);
        await AddAsync(bench, given.GetValueOrDefault("--sinks") ?? "elasticsearch,slack,pagerduty", time);
        await bench.StartAsync(CancellationToken.None);
        var plans = bench.Parts.Keys.Select((sink, i) => (sink, plan: FaultSpan.Seeded(seed + i, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(15))))
            .ToDictionary(pair => pair.sink, pair => pair.plan, StringComparer.Ordinal);
        var outages = new SinkOutages(bench, time);
        Console.WriteLine($"seed {seed}, {Number(given, "--minutes", 5)} minutes, log {bench.LogPath}");
        await outages.PlayAsync(plans, TimeSpan.FromMinutes(Number(given, "--minutes", 5)), perIncident: 50, TimeSpan.FromSeconds(45), CancellationToken.None);
        var complaints = await outages.SettleAsync(Patience, CancellationToken.None);
        foreach (var line in outages.Figures())
        {
            Console.WriteLine($"  {line}");
        }

        return Verdict(bench, complaints);
    }

    private static async Task<int> StormAsync(DeliveryBench bench, Dictionary<string, string> given, TimeProvider time)
    {
        var plan = new StormPlan
        {
            Alerts = Number(given, "--alerts", 10_000),
            Length = TimeSpan.FromSeconds(Number(given, "--seconds", 60)),
            Incidents = Number(given, "--incidents", 200),
            Backlog = Number(given, "--backlog", 0),
            Away = TimeSpan.FromSeconds(Number(given, "--away", 0)),
        };
        await AddAsync(bench, given.GetValueOrDefault("--sinks") ?? "slack,slack-webhook,pagerduty", time);
        foreach (var sink in bench.Parts.Where(part => part.Value is PagerDutyPart))
        {
            bench.Set($"sinks:{sink.Key}:minSeverity", "critical");
        }

        var storm = new Storm(bench, plan, time);
        await storm.PlayAsync(StormPatience, CancellationToken.None);
        var complaints = new List<string>();
        Console.WriteLine($"{plan.Alerts} alerts of {plan.Incidents} incidents in {plan.Length.TotalSeconds} s, {plan.Backlog} waited before; one critical in the middle");
        foreach (var (sink, part) in bench.Parts)
        {
            var latency = storm.Latency[sink];
            Console.WriteLine($"  {sink}: the critical one after {(latency is { } told ? $"{told.TotalSeconds:0.00} s" : "never")}, {storm.Messages[sink]} {(part is PagerDutyPart ? "incidents" : "messages")}, {storm.Waiting(sink)} alerts not settled");
            var miscounted = storm.Miscounted(sink);
            Complain(complaints, miscounted.Count > 0, $"{sink}: {miscounted.Count} incidents are miscounted: {string.Join(", ", miscounted.Take(3))}");
            if (part is SlackPart slack)
            {
                Console.WriteLine($"    its messages ({slack.Digests} digests) speak of {slack.Counted} alerts, {storm.Sent} were sent");
                Complain(complaints, slack.Counted < storm.Sent, $"{sink}: its messages speak of {slack.Counted} alerts of {storm.Sent}");
            }

            Complain(complaints, latency is not { } fast || fast > MostLatency, $"{sink}: the critical alert took longer than {MostLatency.TotalSeconds} s");
            Complain(complaints, part is SlackPart && plan.Backlog == 0 && storm.Messages[sink] > MostMessages, $"{sink}: more than {MostMessages} messages");
            Complain(complaints, part is PagerDutyPart && storm.Messages[sink] > (plan.Backlog > 0 ? 1 : 2), $"{sink}: more than one incident (and one to warm up)");
            Complain(complaints, storm.Waiting(sink) > 0, $"{sink}: alerts are not settled");
        }

        Console.WriteLine($"  all settled {(storm.Settled is { } settled ? $"{settled.TotalSeconds:0} s after the last" : "never")}; peak memory {bench.PeakBytes >> 20} MB");
        Complain(complaints, bench.PeakBytes > MostBytes, "more than 250 MB");
        return Verdict(bench, complaints);
    }

    private static void Complain(List<string> complaints, bool isWrong, string complaint)
    {
        if (isWrong)
        {
            complaints.Add(complaint);
        }
    }

    private static int Verdict(DeliveryBench bench, IReadOnlyList<string> complaints)
    {
        foreach (var complaint in complaints)
        {
            Console.WriteLine($"  FAILED  {complaint}");
        }

        Console.WriteLine(complaints.Count == 0 ? "all held" : $"FAILED\n{bench.LogEnd(30)}");
        return complaints.Count == 0 ? 0 : 1;
    }

    private static async Task AddAsync(DeliveryBench bench, string sinks, TimeProvider time)
    {
        foreach (var sink in sinks.Split(','))
        {
            ITargetPart part = sink switch
            {
                "elasticsearch" => new ElasticsearchPart(time),
                "slack" or "slack-webhook" => new SlackPart(time),
                "pagerduty" => new PagerDutyPart(time),
                "webhook" or "alertmanager" => new EventsPart(time),
                _ => throw new IOException($"no target is known for the sink '{sink}'"),
            };
            await bench.AddAsync(sink, part);
        }
    }

    private static int Number(Dictionary<string, string> given, string name, int usual) =>
        given.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
