namespace Eyrie.Enricher.Explain;

/// <summary>What a join means, and what would make it surer, in words for whoever reads an alert.</summary>
internal static class JoinWords
{
    private const string Snippet =
        "in falco.yaml, let every alert carry them: append_output: [{match: {source: syscall}, extra_fields: [proc.pid, proc.ppid, proc.vpid, proc.pid.ts, proc.ppid.ts, thread.tid, proc.exepath, container.full_id, k8s.pod.uid]}]";

    /// <summary>What method and confidence mean together.</summary>
    public static string Meaning(FlatDocument alert) => (alert["eyrie.correlation.method"], alert["eyrie.correlation.confidence"], IsFalco(alert)) switch
    {
        ("pid", "high", _) => "joined with the process that Tetragon saw under this pid at that time; program and command line are those that Falco names",
        ("pid", _, _) => "joined with the process that Tetragon saw under this pid at that time, but not all that could tell it from another was said or fits",
        ("container_cmdline", _, _) => "joined without a pid: by container, program, command line and time",
        ("sensor", _, true) => "not joined: process and ancestry are Falco's own words",
        ("sensor", _, _) => "Tetragon's own event names its process",
        ("none", _, _) => "the event names no process to look for",
        (null, _, _) => "the document says nothing of a join: it was not written by the Enricher, or by another version",
        var (method, confidence, _) => $"{method}, {confidence}",
    };

    /// <summary>What would make the next alert of this kind surer; nothing when it is sure.</summary>
    public static IReadOnlyList<string> Advice(FlatDocument alert)
    {
        var sure = alert["eyrie.correlation.confidence"] is "high" || alert["eyrie.correlation.method"] is "none" or null;
        if (sure || !IsFalco(alert))
        {
            return [];
        }

        var advice = new List<string>();
        var missing = ((string[])["proc.pid", "proc.pid.ts", "proc.cmdline", "proc.ppid"]).Where(name => alert[$"falco.output_fields.{name}"] is null or "<NA>").ToArray();
        if (missing.Length > 0)
        {
            advice.Add($"the alert has no {string.Join(", ", missing)}; {Snippet}");
        }

        switch (alert["eyrie.correlation.reason"])
        {
            case JoinReasons.NoTetragon:
                advice.Add($"run Tetragon on {alert["host.name"] ?? "the node"}, or look for alerts with event.module: eyrie there: its sensor may be lost");
                break;
            case JoinReasons.NotTold or JoinReasons.ExecNotTold:
                advice.Add("Tetragon may have lost or filtered the exec, or told it after enricher.joinWindow: look at tetragon_notify_overflowed_events_total, its export filters, and alerts with event.module: eyrie");
                break;
            default:
                break;
        }

        return advice;
    }

    private static bool IsFalco(FlatDocument alert) => alert["event.module"] is "falco";
}
