using System.ComponentModel.DataAnnotations;

namespace Eyrie.Platform;

/// <summary>Where this process runs. Bound from the root of the configuration.</summary>
public sealed record PipelineOptions
{
    /// <summary>Name of the Kubernetes cluster, written into every document; empty leaves it out.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>Name of the node this process runs on; in Kubernetes from <c>spec.nodeName</c>.</summary>
    [Required]
    public string Node { get; init; } = Environment.MachineName;
}
