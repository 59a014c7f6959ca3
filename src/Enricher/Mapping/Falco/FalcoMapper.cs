using Eyrie.Contracts;

namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Translates a Falco alert into an observation. Pure.</summary>
internal static class FalcoMapper
{
    private const string InternalPrefix = "Falco internal:";

    /// <summary>Maps one alert.</summary>
    public static Observation Map(FalcoAlert alert, in SensorEvent origin, string id)
    {
        var kind = Kind(alert);
        var isCall = FalcoAudit.IsCall(alert);
        var process = FalcoProcesses.Acting(alert);
        var network = FalcoNetwork.Read(alert, isCall);
        var file = FalcoFiles.Read(alert, network);
        var act = FalcoActs.Read(alert, kind, isCall, process, file, network);
        return new()
        {
            Id = id,
            Format = origin.Format,
            Node = origin.Node,
            Cluster = alert.Text("ka.cluster.name") ?? origin.Cluster,
            TraceParent = origin.TraceParent,
            Time = SensorMapper.Settle(alert.Time ?? alert.Moment("evt.time"), origin.Received),
            Received = origin.Received,
            Kind = kind,
            EventName = EventName(kind, alert),
            SensorHost = alert.Hostname,
            Provider = alert.Source,
            SensorVersion = kind is ObservationKind.Metrics ? alert.Text("falco.version") : null,
            SensorKernel = kind is ObservationKind.Metrics ? alert.Text("falco.kernel_release") : null,
            Rule = Rule(alert, kind),
            Severity = alert.Priority ?? (kind is ObservationKind.Detection ? Severity.Warning : null),
            Message = alert.Message ?? alert.Rule,
            Action = act.Action,
            Outcome = act.Outcome,
            Reason = act.Reason,
            Categories = act.Kind.Categories,
            Types = act.Kind.Types,
            Process = process,
            Parent = FalcoProcesses.Parent(alert),
            Ancestors = FalcoProcesses.Ancestors(alert),
            SessionLeader = FalcoLeaders.OfSession(alert),
            GroupLeader = FalcoLeaders.OfGroup(alert),
            Container = FalcoPlaces.Container(alert),
            Pod = FalcoPlaces.Pod(alert),
            File = file,
            Network = network,
            User = isCall ? FalcoAudit.User(alert) : null,
            EffectiveUser = isCall ? FalcoAudit.EffectiveUser(alert) : FalcoCredentials.Taken(alert),
            TargetUser = isCall ? FalcoAudit.TargetUser(alert) : null,
            Resource = isCall ? FalcoAudit.Resource(alert) : null,
            Cloud = isCall ? FalcoClouds.Read(alert) : null,
            Call = isCall ? FalcoAudit.Call(alert) : null,
            Fields = [.. alert.Fields],
        };
    }

    private static ObservationKind Kind(FalcoAlert alert) => alert.Rule switch
    {
        null when alert.Message is null => ObservationKind.Other,
        null => ObservationKind.Detection,
        _ when !alert.Rule.StartsWith(InternalPrefix, StringComparison.Ordinal) => ObservationKind.Detection,
        _ when alert.Rule.Contains("metrics", StringComparison.Ordinal) => ObservationKind.Metrics,
        _ when alert.Rule.Contains("drop", StringComparison.Ordinal)
            || alert.Rule.Contains("timeouts", StringComparison.Ordinal) => ObservationKind.SensorLoss,
        _ => ObservationKind.Detection, // for instance a restart that failed: Falco itself calls it critical
    };

    private static string EventName(ObservationKind kind, FalcoAlert alert) => kind switch
    {
        ObservationKind.Detection => "alert",
        ObservationKind.Metrics => "metrics_snapshot",
        ObservationKind.SensorLoss when !alert.Rule!.Contains("drop", StringComparison.Ordinal) => "timeouts",
        ObservationKind.SensorLoss => "event_drop",
        _ => "unknown",
    };

    private static RuleFact? Rule(FalcoAlert alert, ObservationKind kind) => kind is ObservationKind.Other
        ? null
        : new(alert.Rule ?? "Falco alert without a rule") { Ruleset = Maturity(alert.Tags), Tags = alert.Tags };

    // Falco publishes its rules in files of one maturity each.
    private static string? Maturity(IReadOnlyList<string> tags)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i].StartsWith("maturity_", StringComparison.Ordinal))
            {
                return tags[i];
            }
        }

        return null;
    }
}
