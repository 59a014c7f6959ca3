using System.Globalization;
using System.Text;
using Eyrie.Platform.Status;

namespace Eyrie.Commands.Status;

/// <summary>What all processes have, on the screen: Kafka, and what a person should know.</summary>
internal static class ProcessSections
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);

    /// <summary>Brokers, groups and topics.</summary>
    public static void AddKafka(StringBuilder text, IReadOnlyList<(string Host, StatusReport Report)> reports)
    {
        var consumers = new StatusTable("GROUP", "HOST", "TOPIC", ">PARTITIONS", ">LAG", ">DELAY");
        var caughtUp = 0;
        foreach (var (host, report) in reports)
        {
            caughtUp += report.Kafka.Consumers.Count(static one => one.Lag == 0);
            foreach (var one in report.Kafka.Consumers.Where(static one => one.Lag != 0))
            {
                consumers.Add(one.Group, host, one.Topic, StatusText.Number(one.Partitions), StatusText.Number(one.Lag), StatusText.Seconds(one.DelaySeconds));
            }
        }

        foreach (var same in reports.GroupBy(static one => one.Report.Kafka.BootstrapServers, StringComparer.Ordinal))
        {
            var all = same.Select(static one => one.Report.Kafka).ToArray();
            var (up, down) = (all.Sum(static one => one.BrokersUp), all.Sum(static one => one.BrokersDown));
            text.Append('\n');
            text.Line(
                $"KAFKA {same.Key}: {Connections(up, down)}; topics {Topics(all[0])}; "
                + $"librdkafka {string.Join(", ", all.Select(static one => one.ClientVersion).Distinct())}");
        }

        consumers.WriteTo(text);
        if (caughtUp > 0)
        {
            text.Line($"{(consumers.IsEmpty ? "" : "Others: ")}{StatusText.Count(caughtUp, "topic")} of consumer groups read to the end");
        }
    }

    /// <summary>Dead letters, certificates, clocks, versions: a line each, and none while all is well.</summary>
    public static void AddNotes(StringBuilder text, IReadOnlyList<StatusAnswer> answers)
    {
        var notes = new List<string>();
        foreach (var answer in answers)
        {
            var (whose, report) = (answers.Count > 1 ? $"{answer.Report!.Host}: " : "", answer.Report!);
            notes.AddRange(report.DeadLetters.Take(10).Select(one =>
                $"{whose}{StatusText.Count(one.Count, "dead letter")} of {one.Stage}{(one.Sink.Length > 0 ? $" {one.Sink}" : "")}, {one.Reason}: eyrie dead list"));
            notes.AddRange(report.Certificates.Where(one => one.NotAfter - report.Now < Soon).Select(one => whose + Ending(one, report.Now)));
            notes.AddRange(Clocks(whose, answer));
        }

        if (answers.Select(static one => one.Report!.Version).Distinct().ToArray() is { Length: > 1 } versions)
        {
            notes.Add($"the processes are of {versions.Length} versions: {string.Join(", ", versions)}");
        }

        text.Append(notes.Count > 0 ? "\n" : "");
        notes.ForEach(note => text.Line($"! {note}"));
        if (answers.SelectMany(static one => one.Report!.Certificates.Select(certificate => certificate.NotAfter)).Order().FirstOrDefault() is { Ticks: > 0 } first
            && first - answers[0].Report!.Now >= Soon)
        {
            text.Append('\n').Line($"CERTIFICATES: the first ends on {Day(first)}");
        }
    }

    private static IEnumerable<string> Clocks(string whose, StatusAnswer answer)
    {
        if (answer.ClockAhead != TimeSpan.Zero)
        {
            yield return $"{whose}its clock is {StatusText.Span(answer.ClockAhead.Duration())} {(answer.ClockAhead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's";
        }

        foreach (var sensor in answer.Report!.Ingestor?.Sensors ?? [])
        {
            if (sensor.ClockAheadSeconds >= Noticeable.TotalSeconds)
            {
                yield return $"{whose}events of {sensor.Name} come from the future: a node's clock is {StatusText.Seconds(sensor.ClockAheadSeconds)} ahead";
            }
        }
    }

    private static string Ending(CertificateStatus one, DateTimeOffset now) => one.NotAfter < now
        ? $"{one.Use}: the certificate ended on {Day(one.NotAfter)}"
        : $"{one.Use}: the certificate ends in {StatusText.Span(one.NotAfter - now)}, on {Day(one.NotAfter)}";

    private static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Clients say so every 15 s.
    private static string Connections(long up, long down) =>
        up + down == 0 ? "connections not known yet" : $"{StatusText.Count(up, "connection")} up, {StatusText.Number(down)} down";

    // By their common beginning: eyrie.*
    private static string Topics(KafkaStatus kafka)
    {
        var names = kafka.Topics.Values.ToArray();
        return kafka.Topics.TryGetValue("events", out var events) && events.EndsWith("events.v1", StringComparison.Ordinal)
            ? $"{events[..^"events.v1".Length]}*"
            : string.Join(", ", names.Take(3));
    }
}
