using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Incidents;

namespace Eyrie.Enricher.State;

/// <summary>How incidents stand in <c>state.v1</c>.</summary>
internal static class IncidentCodec
{
    public static byte[] Write(Incident incident) => JsonSerializer.SerializeToUtf8Bytes(
        new()
        {
            Id = incident.Id,
            First = incident.First.UnixNanoseconds,
            Last = incident.Last.UnixNanoseconds,
            Alerts = incident.Alerts,
            Touched = incident.Touched.UnixNanoseconds,
            Suppressed = incident.Suppressed,
            Severity = (int)incident.Severity,
            HighestScore = incident.HighestScore,
            Rules = incident.Rules.Count > 0 ? incident.Rules : null,
            Techniques = incident.Techniques.Count > 0 ? incident.Techniques : null,
            Lead = incident.Lead,
        },
        StateJson.Default.IncidentRecord);

    public static Incident? Read(string subject, byte[] value) =>
        JsonSerializer.Deserialize(value, StateJson.Default.IncidentRecord) is { Id.Length: > 0 } record
            ? new()
            {
                Id = record.Id,
                Subject = subject,
                First = new(record.First),
                Last = new(record.Last),
                Alerts = record.Alerts,
                Touched = new(record.Touched),
                Suppressed = record.Suppressed,
                Severity = (Severity)Math.Clamp(record.Severity, 0, (int)Severity.Emergency),
                HighestScore = record.HighestScore,
                Rules = record.Rules ?? [],
                Techniques = record.Techniques ?? [],
                Lead = record.Lead,
            }
            : null;
}
