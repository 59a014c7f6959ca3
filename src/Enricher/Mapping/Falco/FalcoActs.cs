namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>What was done, in ECS's words.</summary>
internal readonly record struct Act(string? Action, string? Outcome, string? Reason, ActKind Kind);

/// <summary>Reads what was done from <c>evt.*</c>; without it, from what the alert is about.</summary>
internal static class FalcoActs
{
    /// <summary>What was done.</summary>
    public static Act Read(FalcoAlert alert, ObservationKind kind, bool isCall, ProcessFact? process, FileFact? file, NetworkFact? network)
    {
        if (kind is not ObservationKind.Detection)
        {
            return new(null, null, null, kind is ObservationKind.SensorLoss ? ActKind.Host : ActKind.Unknown);
        }

        if (isCall)
        {
            var action = FalcoAudit.Action(alert);
            var (answer, why) = FalcoAudit.Outcome(alert);
            return new(action, answer, why, FalcoCalls.Kind(alert, action));
        }

        var type = alert.Text("evt.type");
        var (outcome, reason) = Outcome(alert);
        return new(type, outcome, reason, Kind(type, alert, process, file, network));
    }

    private static ActKind Kind(string? type, FalcoAlert alert, ProcessFact? process, FileFact? file, NetworkFact? network) =>
        type is not null && SystemCalls.Kind(type) is { } known ? Opened(known, alert)
        : network is not null ? ActKind.Connection
        : file is not null ? alert.Text("evt.arg.flags") is null ? ActKind.File : Opened(ActKind.FileAccess, alert)
        : process is not null ? ActKind.Process
        : ActKind.Unknown;

    // An open may be more than a look.
    private static ActKind Opened(ActKind kind, FalcoAlert alert)
    {
        if (kind != ActKind.FileAccess)
        {
            return kind;
        }

        var flags = alert.Text("evt.arg.flags") ?? "";
        return flags.Contains("F_CREATED", StringComparison.Ordinal) ? ActKind.FileCreation
            : flags.Contains("O_WRONLY", StringComparison.Ordinal) || flags.Contains("O_RDWR", StringComparison.Ordinal)
                || flags.Contains("O_TRUNC", StringComparison.Ordinal) ? ActKind.FileChange
            : flags.Length == 0 && alert.Text("evt.is_open_write") is "true" ? ActKind.FileChange
            : ActKind.FileAccess;
    }

    private static (string? Outcome, string? Reason) Outcome(FalcoAlert alert) => (alert.Text("evt.res"), alert.Number("evt.rawres")) switch
    {
        ("SUCCESS", _) => ("success", null),
        ("EINPROGRESS", _) => ("unknown", "EINPROGRESS"),
        ({ } error, _) => ("failure", error),
        (null, >= 0) => ("success", null),
        (null, < 0) => ("failure", null),
        _ => default((string?, string?)),
    };
}
