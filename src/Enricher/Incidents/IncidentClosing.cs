using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Incidents;

/// <summary>Makes the document that says that an incident is over: where its worst alert was, and what they all amount to.</summary>
internal static class IncidentClosing
{
    private static readonly Correlation OfNoProcess = new(CorrelationMethod.None, Confidence.High);

    /// <summary>Puts those that ended since the last call among what goes out.</summary>
    public static void TellEnded(this IncidentBook book, List<EndedIncident> ended, List<Enriched> output)
    {
        book.TakeEnded(ended);
        foreach (var (incident, reason) in ended)
        {
            output.Add(Of(incident, reason, book.Gap));
        }

        ended.Clear();
    }

    private static Enriched Of(Incident incident, EndReason reason, TimeSpan gap)
    {
        var lead = incident.Lead ?? new();
        var time = reason is EndReason.Gap ? incident.Last + gap : incident.Last;
        var observation = new Observation
        {
            Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{incident.Id}\nclosed")).AsSpan(0, 16)),
            Format = SensorFormat.EyrieJson,
            Node = lead.Node,
            Cluster = lead.Cluster,
            Time = time,
            Received = time, // nobody read it; it must be the same whoever writes it
            Kind = ObservationKind.IncidentClosed,
            EventName = AlertCodec.IncidentClosed,
            Action = AlertCodec.IncidentClosed,
            Outcome = "unknown",
            Reason = reason is EndReason.Gap ? $"no alert for {Words(gap)}" : "too many incidents are open to remember it",
            Severity = incident.Severity,
            Message = MessageOf(incident, lead.Rule),
            Rule = lead.Rule is null ? null : new(lead.Rule) { Sensor = lead.Sensor, Tags = incident.Techniques },
            Resource = lead.Resource,
        };
        var enrichment = new Enrichment
        {
            Correlation = OfNoProcess,
            Pod = lead.Pod,
            PodSource = lead.PodSource,
            Container = lead.Container,
            NamespaceLabels = lead.NamespaceLabels,
            Subject = incident.Subject,
            Around = incident.Id,
            Incident = new(incident.Id, incident.Subject, null, incident.Summary, IsClosed: true),
        };
        return new(observation, enrichment) { Record = RecordOf(incident) };
    }

    private static string MessageOf(Incident incident, string? rule)
    {
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"Incident over: {Count(incident.Alerts, "alert")} of {Count(incident.Rules.Count, "rule")} in {Words(incident.Last - incident.First)}, worst {incident.Severity.Word()}");
        return rule is null ? message : $"{message}: {rule}";
    }

    private static string Count(long number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    private static string Words(TimeSpan span) => span switch
    {
        { TotalHours: >= 2 } => Count((long)span.TotalHours, "hour"),
        { TotalMinutes: >= 2 } => Count((long)span.TotalMinutes, "minute"),
        _ => Count((long)span.TotalSeconds, "second"),
    };

    // No event caused it: were it set aside, its letter would name the incident.
    private static Confluent.Kafka.ConsumeResult<string, byte[]> RecordOf(Incident incident) =>
        new() { Topic = "", Message = new() { Key = incident.Subject, Value = Encoding.UTF8.GetBytes(incident.Id), Headers = [] } };
}
