using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes what we found out ourselves: <c>eyrie</c>.</summary>
internal static class EyrieSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Observation observation, Enrichment enrichment, in Place place)
    {
        ecs.Open("eyrie");
        WriteAncestry(ecs, guard, enrichment.Process ?? observation.Process, enrichment.Ancestors);
        ecs.Open("workload");
        ecs.Write("kind", guard.Clean(place.Pod?.WorkloadKind));
        ecs.Write("name", guard.Clean(place.Pod?.WorkloadName));
        ecs.Close();
        ecs.Open("pod");
        ecs.Write("source", enrichment.PodSource);
        ecs.Close();
        EndpointSection.Write(ecs, guard, enrichment);
        ecs.Write("blocked", enrichment.Enforcement?.IsBlocked is true ? true : (bool?)null);
        ecs.Open("enforcement");
        ecs.Write("action", observation.Enforcement);
        ecs.Write("outcome", enrichment.Enforcement?.Outcome);
        ecs.Write("reason", enrichment.Enforcement?.Reason);
        ecs.Close();
        ecs.Open("detection");
        ecs.Write("policy", guard.Clean(observation.Rule?.Policy));
        ecs.Write("source", guard.Clean(observation.Rule?.DecidedBy));
        ecs.Close();
        WriteSuppression(ecs, guard, enrichment.Suppressed);
        ecs.Open("correlation");
        ecs.Write("method", Word(enrichment.Correlation.Method));
        ecs.Write("confidence", observation.Format is not SensorFormat.EyrieJson ? Word(enrichment.Correlation.Confidence) : null); // no process was looked for
        ecs.Write("reason", guard.Clean(enrichment.Correlation.Reason));
        ecs.Close();
        ecs.Write("related", enrichment.Related, guard, static (item, related, guard) =>
        {
            item.Write("id", related.Id);
            item.Write("module", related.Sensor);
            item.Write("rule", guard.Clean(related.Rule));
            item.Write("time", related.Act.Time);
        });
        StandingSection.Write(ecs, guard, enrichment);
        HealthSection.Write(ecs, guard, observation.Health);
        ecs.Write("cuts", guard.Cuts > 0 ? guard.Cuts : (long?)null);
        ecs.Close();
    }

    private static void WriteSuppression(EcsWriter ecs, TextGuard guard, SuppressionFact? suppressed)
    {
        if (suppressed is null)
        {
            return;
        }

        ecs.Open("suppressed");
        ecs.Write("rule", guard.Clean(suppressed.Rule));
        ecs.Write("severity", suppressed.Severity?.Word());
        ecs.Write("reason", guard.Clean(suppressed.Reason));
        ecs.Write("owner", guard.Clean(suppressed.Owner));
        ecs.Write("expires", suppressed.Expires);
        ecs.Write("source", guard.Clean(suppressed.Source));
        ecs.Close();
    }

    private static void WriteAncestry(EcsWriter ecs, TextGuard guard, ProcessFact? process, IReadOnlyList<ProcessFact> ancestors)
    {
        ecs.Open("process");
        guard.Tree.Write(ecs, "tree", process, ancestors, guard);
        ecs.Open("login_user");
        ecs.WriteText("id", process?.LoginUid);
        ecs.Close();
        ecs.Write("ancestors", guard.Take(ancestors), guard, static (item, ancestor, guard) =>
        {
            item.Write("name", guard.Clean(ancestor.Name));
            item.Write("executable", guard.Clean(ancestor.Executable, guard.Limits.AncestorText));
            item.Write("pid", ancestor.Pid);
            item.Write("command_line", guard.Clean(ancestor.CommandLine, guard.Limits.AncestorText));
            item.Write("user", guard.Clean(ancestor.User?.Login ?? ancestor.User?.Id));
            item.Write("start", ancestor.Start);
        });
        ecs.Close();
    }

    internal static string Word(CorrelationMethod method) => method switch
    {
        CorrelationMethod.Pid => "pid",
        CorrelationMethod.ContainerCommandLine => "container_cmdline",
        CorrelationMethod.Sensor => "sensor",
        _ => "none",
    };

    internal static string Word(Confidence confidence) => confidence switch
    {
        Confidence.High => "high",
        Confidence.Medium => "medium",
        _ => "low",
    };
}
