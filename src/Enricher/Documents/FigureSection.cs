using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes figures that a sensor tells of itself as numbers: <c>falco.metrics</c>. A figure that is no number, or too large for one, stays a text only.</summary>
internal static class FigureSection
{
    private const string Prefix = "falco.metrics.";

    // Falco's key, ours, and whether it is a whole number. One group after the other: an object is opened once.
    private static readonly (string Key, string Name, bool IsWhole)[] Snapshot =
    [
        ("falco.duration_sec", "duration_sec", true),
        ("falco.num_evts", "num_evts", true),
        ("falco.evts_rate_sec", "evts_rate_sec", false),
        ("falco.cpu_usage_perc", "cpu_usage_perc", false),
        ("falco.memory_rss_mb", "memory_rss_mb", false),
        ("falco.memory_pss_mb", "memory_pss_mb", false),
        ("falco.memory_vsz_mb", "memory_vsz_mb", false),
        ("falco.container_memory_used_mb", "container_memory_used_mb", false),
        ("falco.host_cpu_usage_perc", "host_cpu_usage_perc", false),
        ("falco.host_memory_used_mb", "host_memory_used_mb", false),
        ("falco.host_num_cpus", "host_num_cpus", true),
        ("falco.host_open_fds", "host_open_fds", true),
        ("falco.host_procs_running", "host_procs_running", true),
        ("falco.n_threads", "n_threads", true),
        ("falco.n_fds", "n_fds", true),
        ("falco.n_drops_full_threadtable", "n_drops_full_threadtable", true),
        ("falco.n_store_evts_drops", "n_store_evts_drops", true),
        ("falco.n_retrieve_evts_drops", "n_retrieve_evts_drops", true),
        ("falco.outputs_queue_num_drops", "outputs_queue_num_drops", true),
        ("falco.rules.matches_total", "rules_matches_total", true),
    ];

    private static readonly (string Key, string Name, bool IsWhole)[] Kernel =
    [
        ("scap.n_evts", "n_evts", true),
        ("scap.n_drops", "n_drops", true),
        ("scap.n_drops_perc", "n_drops_perc", false),
        ("scap.n_drops_buffer_total", "n_drops_buffer_total", true),
        ("scap.n_drops_scratch_map", "n_drops_scratch_map", true),
        ("scap.n_drops_page_faults", "n_drops_page_faults", true),
        ("scap.n_drops_bug", "n_drops_bug", true),
        ("scap.evts_rate_sec", "evts_rate_sec", false),
        ("scap.evts_drop_rate_sec", "evts_drop_rate_sec", false),
    ];

    // Of the second that a drop alert is about, where a snapshot counts from Falco's start.
    private static readonly (string Key, string Name, bool IsWhole)[] Drops =
    [
        ("n_evts", "n_evts", true),
        ("n_drops", "n_drops", true),
        ("n_drops_buffer_total", "n_drops_buffer_total", true),
        ("n_drops_scratch_map", "n_drops_scratch_map", true),
        ("n_drops_page_faults", "n_drops_page_faults", true),
        ("n_drops_bug", "n_drops_bug", true),
    ];

    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, Observation observation)
    {
        if (observation.Kind is not (ObservationKind.Metrics or ObservationKind.SensorLoss))
        {
            return;
        }

        ecs.Open("metrics");
        Write(ecs, Snapshot, observation.Fields);
        ecs.Open("scap");
        Write(ecs, Kernel, observation.Fields);
        ecs.Close();
        ecs.Open("drops");
        Write(ecs, Drops, observation.Fields);
        ecs.Close();
        ecs.Close();
    }

    /// <summary>Falco's key of a field of this section; null for any other field.</summary>
    public static string? KeyOf(string field) =>
        !field.StartsWith(Prefix, StringComparison.Ordinal) ? null
        : KeyOf(field, "scap.", Kernel) ?? KeyOf(field, "drops.", Drops) ?? KeyOf(field, "", Snapshot);

    private static string? KeyOf(string field, string group, (string Key, string Name, bool IsWhole)[] figures)
    {
        var name = field.AsSpan(Prefix.Length);
        foreach (var figure in figures)
        {
            if (name.StartsWith(group) && name[group.Length..].SequenceEqual(figure.Name))
            {
                return figure.Key;
            }
        }

        return null;
    }

    private static void Write(EcsWriter ecs, (string Key, string Name, bool IsWhole)[] figures, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        foreach (var (key, name, isWhole) in figures)
        {
            var text = Find(fields, key);
            if (isWhole)
            {
                ecs.Write(name, long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : (long?)null);
            }
            else
            {
                ecs.Write(name, double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : (double?)null);
            }
        }
    }

    private static string? Find(IReadOnlyList<KeyValuePair<string, string>> fields, string key)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Key == key)
            {
                return fields[i].Value;
            }
        }

        return null;
    }
}
