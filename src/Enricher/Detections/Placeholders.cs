using System.Globalization;

namespace Eyrie.Enricher.Detections;

/// <summary>What an event says in one place of a message; null when it does not.</summary>
internal delegate string? Placeholder(Observation observation, Enrichment enrichment);

/// <summary>The places that a message can have.</summary>
internal static class Placeholders
{
    private static readonly SortedDictionary<string, Placeholder> All = new(StringComparer.Ordinal)
    {
        ["process.name"] = static (o, e) => Process(o, e)?.Name,
        ["process.executable"] = static (o, e) => Process(o, e)?.Executable,
        ["process.command_line"] = static (o, e) => Process(o, e)?.CommandLine,
        ["process.working_directory"] = static (o, e) => Process(o, e)?.WorkingDirectory,
        ["process.pid"] = static (o, e) => Number(Process(o, e)?.Pid),
        ["process.user"] = static (o, e) => Process(o, e)?.User is { } user ? user.Name ?? user.Id : null,
        ["process.parent.name"] = static (o, e) => Parent(o, e)?.Name,
        ["process.parent.executable"] = static (o, e) => Parent(o, e)?.Executable,
        ["process.parent.command_line"] = static (o, e) => Parent(o, e)?.CommandLine,
        ["file.path"] = static (o, _) => o.File?.Path,
        ["source.ip"] = static (o, _) => o.Network?.SourceAddress?.ToString(),
        ["source.port"] = static (o, _) => Number(o.Network?.SourcePort),
        ["destination.ip"] = static (o, _) => o.Network?.DestinationAddress?.ToString(),
        ["destination.port"] = static (o, _) => Number(o.Network?.DestinationPort),
        ["pod.name"] = static (o, e) => Pod(o, e)?.Name,
        ["pod.namespace"] = static (o, e) => Pod(o, e)?.Namespace,
        ["workload.kind"] = static (o, e) => Pod(o, e)?.WorkloadKind,
        ["workload.name"] = static (o, e) => Pod(o, e)?.WorkloadName,
        ["container.id"] = static (o, e) => Container(o, e)?.Id,
        ["container.name"] = static (o, e) => Container(o, e)?.Name,
        ["container.image"] = static (o, e) => Container(o, e)?.ImageName,
        ["host.name"] = static (o, _) => o.Node,
        ["policy.name"] = static (o, _) => o.Rule?.Policy,
        ["policy.message"] = static (o, _) => Field(o, "message"),
        ["enforcement"] = static (o, _) => o.Enforcement,
        ["function"] = static (o, _) => o.Action,
        ["arg0"] = static (o, _) => Argument(o, "args[0]."),
        ["arg1"] = static (o, _) => Argument(o, "args[1]."),
        ["arg2"] = static (o, _) => Argument(o, "args[2]."),
        ["arg3"] = static (o, _) => Argument(o, "args[3]."),
        ["arg4"] = static (o, _) => Argument(o, "args[4]."),
    };

    /// <summary>All names, for whoever wrote another.</summary>
    public static string Names { get; } = string.Join(", ", All.Keys);

    /// <summary>The place of a name; null when there is none.</summary>
    public static Placeholder? Find(string name) => All.GetValueOrDefault(name);

    private static ProcessFact? Process(Observation observation, Enrichment enrichment) => enrichment.Process ?? observation.Process;

    private static ProcessFact? Parent(Observation observation, Enrichment enrichment) =>
        observation.Parent ?? (enrichment.Ancestors.Count > 0 ? enrichment.Ancestors[0] : null);

    private static PodFact? Pod(Observation observation, Enrichment enrichment) => enrichment.Pod ?? observation.Pod;

    private static ContainerFact? Container(Observation observation, Enrichment enrichment) => enrichment.Container ?? observation.Container;

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Field(Observation observation, string name) =>
        observation.Fields.FirstOrDefault(field => field.Key == name).Value;

    // An argument has one value or several, of which the first says most: a path comes before its flags, a socket's family aside.
    private static string? Argument(Observation observation, string prefix) => observation.Fields
        .Where(field => field.Key.StartsWith(prefix, StringComparison.Ordinal) && !field.Key.EndsWith(".label", StringComparison.Ordinal))
        .OrderByDescending(field => field.Key.EndsWith(".path", StringComparison.Ordinal) || field.Key.EndsWith(".daddr", StringComparison.Ordinal))
        .Select(field => field.Value).FirstOrDefault();
}
