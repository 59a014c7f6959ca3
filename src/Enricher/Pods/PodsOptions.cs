using System.ComponentModel.DataAnnotations;

namespace Eyrie.Enricher.Pods;

/// <summary>Where the facts about pods, services and nodes come from, and what is kept of them. Bound from <c>Enricher:Pods</c>.</summary>
public sealed record PodsOptions
{
    /// <summary>What says whose a pod is. No default of <see cref="Labels"/>: the binder adds what is configured to a default.</summary>
    internal static readonly string[] UsualLabels = ["app.kubernetes.io/*", "app", "k8s-app", "team", "owner", "tier", "environment"];

    /// <summary>
    /// <c>watch</c>: this process watches the API server. <c>topic</c>: reads <c>pods.v1</c>, which <c>eyrie pods</c> fills. <c>file</c>:
    /// <see cref="EnricherOptions.PodsFile"/>. <c>none</c>: events' own words. <c>auto</c>: the file when it is set, the watch inside a cluster
    /// or with a kubeconfig, else none.
    /// </summary>
    [AllowedValues("auto", "watch", "topic", "file", "none")]
    public string Source { get; init; } = "auto";

    /// <summary>A kubeconfig; empty: the service account of the pod that we run in.</summary>
    public string Kubeconfig { get; init; } = "";

    /// <summary>The kubeconfig's context; empty: its current one.</summary>
    public string Context { get; init; } = "";

    /// <summary>Labels of pods that are kept; <c>*</c> and <c>?</c> are wildcards. None given: <see cref="UsualLabels"/>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Annotations of pods that are kept; wildcards as in <see cref="Labels"/>. None by default: they may be 256 KB a pod, and secret.</summary>
    public IReadOnlyList<string> Annotations { get; init; } = [];

    /// <summary>Labels of namespaces that are kept; wildcards and default as in <see cref="Labels"/>.</summary>
    public IReadOnlyList<string> NamespaceLabels { get; init; } = [];

    /// <summary>Labels of nodes that are kept beside zone, region and instance type.</summary>
    public IReadOnlyList<string> NodeLabels { get; init; } = [];

    /// <summary>How long a deleted pod is remembered for late alerts.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DeletedMemory { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where the last snapshot is kept for the next start; empty: nowhere. Not used with <c>topic</c>: the topic is the snapshot.</summary>
    public string SnapshotPath { get; init; } = ""; // not ...File: options of that name are of files that must be there

    /// <summary>Objects a page of a list.</summary>
    [Range(1, 10_000)]
    public int PageSize { get; init; } = 500;
}
