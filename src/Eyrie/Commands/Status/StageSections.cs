using System.Text;
using Eyrie.Platform.Status;

namespace Eyrie.Commands.Status;

/// <summary>What the stages do, on the screen.</summary>
internal static class StageSections
{
    private const int MostStreams = 5;

    /// <summary>It reads events: not who only watches pods.</summary>
    public static bool Enriches(StatusReport report) => report.Enricher is { } one && (one.Read > 0 || one.PartitionsOwned > 0 || one.PartitionsRestoring > 0 || one.Kubernetes.Count == 0);

    /// <summary>Sensors, and what waits for Kafka.</summary>
    public static void AddSensors(StringBuilder text, IReadOnlyList<(string Host, StatusReport Report)> reports)
    {
        var table = new StatusTable("SENSOR", "HOST", "STATE", ">READ", ">PER S", ">SILENT", ">LAG", ">DROPPED", ">LOST", ">REJECTED", "VERSION");
        foreach (var (host, report) in reports)
        {
            foreach (var one in report.Ingestor?.Sensors ?? [])
            {
                table.Add(
                    one.Name,
                    host,
                    Reading(one),
                    StatusText.Number(one.Read),
                    StatusText.Rate(one.ReadPerSecond),
                    StatusText.Seconds(one.SilenceSeconds),
                    StatusText.Seconds(one.LagSeconds),
                    StatusText.Number(one.Dropped.Values.Sum()),
                    StatusText.Number(one.LostBySensor),
                    StatusText.Number(one.Rejected),
                    string.Join(", ", one.Versions));
            }
        }

        table.WriteTo(text);
        foreach (var (host, report) in reports.Where(static one => one.Report.Ingestor is not null))
        {
            AddIngestor(text, host.Length > 0 ? $"{host}: " : "", report.Ingestor!);
        }
    }

    /// <summary>Enrichers, and what they know of Kubernetes.</summary>
    public static void AddEnrichers(StringBuilder text, IReadOnlyList<(string Host, StatusReport Report)> reports)
    {
        foreach (var (host, report) in reports.Where(static one => one.Report.Enricher is not null))
        {
            var (whose, one) = (host.Length > 0 ? $" {host}" : "", report.Enricher!);
            text.Append('\n');
            if (Enriches(report))
            {
                text.Line($"ENRICHER{whose}: {StatusText.Number(one.Read)} events read, {StatusText.Rate(one.ReadPerSecond)}/s; written: {Some(one.Documents)}; rejected {StatusText.Number(one.Rejected)}");
                text.Line($"  alerts    {Some(one.Alerts)}; {StatusText.Rate(one.AlertsPerSecond)}/s; {StatusText.Count(one.OpenIncidents, "open incident")}");
                text.Line($"  joins     {Some(one.Joins)}");
                text.Line($"  left out  {Some(one.Dropped)}");
                text.Line($"  state     {StatusText.Count(one.PartitionsOwned, "partition")}{(one.PartitionsRestoring > 0 ? $", {one.PartitionsRestoring} of them restoring" : "")}; {StatusText.Count(one.Processes, "process image")} remembered");
            }

            if (one.Kubernetes.Count > 0)
            {
                text.Line($"KUBERNETES{whose}: {string.Join(", ", one.Kubernetes.OrderBy(static kind => kind.InSync).Select(Watch))}");
            }
        }
    }

    /// <summary>Sinks.</summary>
    public static void AddSinks(StringBuilder text, IReadOnlyList<(string Host, StatusReport Report)> reports)
    {
        var table = new StatusTable("SINK", "HOST", "STATE", "BREAKER", ">DELIVERED", ">PER S", ">LATENCY", ">LAST", ">PENDING", ">FAILURES", "NOT DELIVERED");
        foreach (var (host, report) in reports)
        {
            foreach (var one in report.Sinks)
            {
                table.Add(
                    one.Name,
                    host,
                    one.Up ? "up" : "AWAY",
                    one.Circuit,
                    StatusText.Number(one.Outcomes.GetValueOrDefault("written")),
                    StatusText.Rate(one.PerSecond),
                    StatusText.Seconds(one.LatencySeconds),
                    one.LastDelivery is { } last ? $"{StatusText.Seconds(Math.Max(0, (report.Now - last).TotalSeconds))} ago" : "never",
                    one.Pending is { } pending ? StatusText.Number(pending) : "",
                    StatusText.Number(one.Failures.Values.Sum()),
                    StatusText.Parts(one.Outcomes.Where(static outcome => outcome.Key != "written").ToDictionary(StringComparer.Ordinal)));
            }
        }

        table.WriteTo(text);
    }

    private static void AddIngestor(StringBuilder text, string whose, IngestorStatus ingestor)
    {
        foreach (var sensor in ingestor.Sensors)
        {
            var away = sensor.Streams.Where(static stream => !stream.Up && stream.Address.Length > 0).Select(static stream => stream.Address).ToArray();
            if (away.Length > 0)
            {
                text.Line($"  {whose}{sensor.Name} is not read at {string.Join(", ", away.Take(MostStreams))}{(away.Length > MostStreams ? $" and {away.Length - MostStreams} more" : "")}");
            }

            if (sensor.Dropped.Count > 0)
            {
                text.Line($"  {whose}{sensor.Name} dropped: {StatusText.Parts(sensor.Dropped)}");
            }
        }

        var spool = ingestor.Spool;
        text.Line(
            $"SPOOL {whose}{(spool.Events == 0 ? "empty" : $"{StatusText.Count(spool.Events, "event")} for Kafka, the oldest since {StatusText.Seconds(spool.AgeSeconds)}")}"
            + $"; on disk {StatusText.Bytes(spool.SizeBytes)} of {StatusText.Bytes(spool.LimitBytes)}");
    }

    private static string Reading(SensorStatus sensor) => (sensor.Streams.Count(static one => one.Up), sensor.Streams.Count) switch
    {
        (_, 0) => "-",
        (0, _) => "NOT READ",
        (1, 1) => "read",
        var (up, all) when up == all => $"read, {all} streams",
        var (up, all) => $"{up} OF {all} READ",
    };

    private static string Some(IReadOnlyDictionary<string, long> counts) => counts.Count > 0 ? StatusText.Parts(counts) : "none";

    private static string Watch(KindStatus kind) => kind.InSync
        ? $"{kind.Kind} {StatusText.Number(kind.Objects)}"
        : $"{kind.Kind} NOT IN SYNC for {StatusText.Seconds(kind.SinceSeconds)} ({StatusText.Number(kind.Objects)})";
}
