using Eyrie.Enricher.Pods.Kubernetes;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Enricher.Pods;

/// <summary>The source of facts about pods that was chosen.</summary>
internal enum PodSourceKind
{
    None,
    File,
    Watch,
    Topic,
}

/// <summary>Chooses among the sources.</summary>
internal static class PodSources
{
    /// <summary>What <c>enricher.pods.source</c> comes to; what is no such word is refused elsewhere.</summary>
    public static PodSourceKind Choose(EnricherOptions options, ClusterEnvironment environment) => options.Pods.Source switch
    {
        "file" => PodSourceKind.File,
        "watch" => PodSourceKind.Watch,
        "topic" => PodSourceKind.Topic,
        "auto" when options.PodsFile.Length > 0 => PodSourceKind.File,
        "auto" when options.Pods.Kubeconfig.Length > 0 || environment.IsCluster => PodSourceKind.Watch,
        _ => PodSourceKind.None,
    };

    /// <summary>The same, before options are bound and checked.</summary>
    public static PodSourceKind Choose(IConfiguration section, ClusterEnvironment environment)
    {
        var pods = section.GetSection(nameof(EnricherOptions.Pods));
        var defaults = new PodsOptions();
        return Choose(
            new EnricherOptions
            {
                PodsFile = section[nameof(EnricherOptions.PodsFile)] ?? "",
                Pods = new() { Source = pods[nameof(PodsOptions.Source)] ?? defaults.Source, Kubeconfig = pods[nameof(PodsOptions.Kubeconfig)] ?? "" },
            },
            environment);
    }
}
