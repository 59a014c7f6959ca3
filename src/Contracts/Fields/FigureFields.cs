using static Eyrie.Contracts.Fields.DocumentField;

namespace Eyrie.Contracts.Fields;

/// <summary>Falco's best known figures about itself as numbers (<c>falco.metrics</c>), to be drawn and compared; as texts they are under <c>falco.output_fields</c>, with all others.</summary>
internal static class FigureFields
{
    public static IReadOnlyList<DocumentField> All { get; } =
    [
        Whole("falco.metrics.duration_sec", "Seconds that Falco had run.", "110"),
        Whole("falco.metrics.num_evts", "System calls that Falco had handled.", "367771"),
        Number("falco.metrics.evts_rate_sec", "System calls a second since the last snapshot.", "1846.4"),
        Number("falco.metrics.cpu_usage_perc", "Percent of one CPU that Falco takes.", "17.5"),
        Number("falco.metrics.memory_rss_mb", "Memory that Falco has, MB.", "66.4"),
        Number("falco.metrics.memory_pss_mb", "Memory that Falco has, its share of what others have, too, MB.", "50.7"),
        Number("falco.metrics.memory_vsz_mb", "Addresses that Falco has, MB.", "765.7"),
        Number("falco.metrics.container_memory_used_mb", "Memory of Falco's container, MB.", "120.5"),
        Number("falco.metrics.host_cpu_usage_perc", "Percent of the host's CPUs that are busy.", "74.8"),
        Number("falco.metrics.host_memory_used_mb", "Memory of the host that is taken, MB.", "3876.2"),
        Whole("falco.metrics.host_num_cpus", "CPUs of the host.", "8"),
        Whole("falco.metrics.host_open_fds", "Open files of the host.", "3075"),
        Whole("falco.metrics.host_procs_running", "Processes that run.", "18"),
        Whole("falco.metrics.n_threads", "Threads that Falco knows.", "847"),
        Whole("falco.metrics.n_fds", "Files and sockets that Falco knows.", "6512"),
        Whole("falco.metrics.n_drops_full_threadtable", "Threads that Falco could not remember.", "0"),
        Whole("falco.metrics.n_store_evts_drops", "First halves of system calls that were not remembered.", "0"),
        Whole("falco.metrics.n_retrieve_evts_drops", "Second halves of system calls without their first.", "546"),
        Whole("falco.metrics.outputs_queue_num_drops", "Alerts that Falco dropped: its outputs were too slow.", "0"),
        Whole("falco.metrics.rules_matches_total", "Alerts of all rules.", "27"),
        Whole("falco.metrics.scap.n_evts", "Events that the kernel had for Falco.", "364703"),
        Whole("falco.metrics.scap.n_drops", "Those of them that were lost.", "0"),
        Number("falco.metrics.scap.n_drops_perc", "Percent lost since the last snapshot.", "0.2"),
        Whole("falco.metrics.scap.n_drops_buffer_total", "Lost because the buffer was full.", "0"),
        Whole("falco.metrics.scap.n_drops_scratch_map", "Lost because an event was too large.", "0"),
        Whole("falco.metrics.scap.n_drops_page_faults", "Lost because memory was not there.", "0"),
        Whole("falco.metrics.scap.n_drops_bug", "Lost by an error of the probe.", "0"),
        Number("falco.metrics.scap.evts_rate_sec", "Events a second since the last snapshot.", "2687.5"),
        Number("falco.metrics.scap.evts_drop_rate_sec", "Losses a second since the last snapshot.", "0.5"),
        Whole("falco.metrics.drops.n_evts", "Of a drop alert: events of the second that it is about.", "2270350"),
        Whole("falco.metrics.drops.n_drops", "Of a drop alert: those of them that were lost.", "815508"),
        Whole("falco.metrics.drops.n_drops_buffer_total", "Of a drop alert: lost because the buffer was full.", "815508"),
        Whole("falco.metrics.drops.n_drops_scratch_map", "Of a drop alert: lost because an event was too large.", "0"),
        Whole("falco.metrics.drops.n_drops_page_faults", "Of a drop alert: lost because memory was not there.", "0"),
        Whole("falco.metrics.drops.n_drops_bug", "Of a drop alert: lost by an error of the probe.", "0"),
    ];
}
