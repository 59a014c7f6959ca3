using Eyrie.Enricher.Pods.Kubernetes;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Pods;

/// <summary>Stops the start when the chosen source of pods cannot be had, naming key, value and remedy.</summary>
/// <param name="environment">Whether we are in a cluster.</param>
/// <param name="feeds">It is <c>eyrie pods</c>, which watches whatever the Enrichers do.</param>
internal sealed class PodsCheck(ClusterEnvironment environment, bool feeds = false) : IValidateOptions<EnricherOptions>
{
    public ValidateOptionsResult Validate(string? name, EnricherOptions options)
    {
        var complaint = OfContext(options.Pods)
            ?? OfSource(options, feeds ? PodSourceKind.Watch : PodSources.Choose(options, environment))
            ?? OfSnapshot(options.Pods);
        return complaint is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(complaint);
    }

    private string? OfSource(EnricherOptions options, PodSourceKind source) => source switch
    {
        PodSourceKind.File when options.PodsFile.Length == 0 =>
            "enricher.pods.source: file needs enricher.podsFile, a YAML or JSON list of pods; set it, or choose another source",
        PodSourceKind.Watch => OfWatch(options.Pods),
        _ => null,
    };

    private static string? OfContext(PodsOptions pods) => pods.Context.Length > 0 && pods.Kubeconfig.Length == 0
        ? $"enricher.pods.context: '{pods.Context}' is a context of a kubeconfig; set enricher.pods.kubeconfig to its path"
        : null;

    private static string? OfSnapshot(PodsOptions pods)
    {
        if (pods.SnapshotPath.Length == 0)
        {
            return null;
        }

        return Directory.Exists(pods.SnapshotPath)
            ? $"enricher.pods.snapshotPath: '{pods.SnapshotPath}' is a directory; name a file in it"
            : Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(pods.SnapshotPath)))
                ? null
                : $"enricher.pods.snapshotPath: there is no folder for '{pods.SnapshotPath}'; make it, or name a file in one that exists";
    }

    private string? OfWatch(PodsOptions pods)
    {
        if (pods.Kubeconfig.Length > 0)
        {
            return OfKubeconfig(pods);
        }

        return environment.IsCluster
            ? null
            : $"{(feeds ? "'eyrie pods'" : "enricher.pods.source: watch")} needs a cluster. Outside of one set enricher.pods.kubeconfig to a file; in a pod mount the service account's token (automountServiceAccountToken: true), which is missing: {environment.TokenFile}";
    }

    private string? OfKubeconfig(PodsOptions pods)
    {
        if (!File.Exists(pods.Kubeconfig))
        {
            return $"enricher.pods.kubeconfig: there is no file '{pods.Kubeconfig}'; name one that exists, or leave it empty in a pod of the cluster";
        }

        return new ClusterAccess(pods, environment).Complaint() is { } complaint
            ? $"{(pods.Context.Length > 0 ? $"enricher.pods.context: '{pods.Context}', " : "")}enricher.pods.kubeconfig: '{pods.Kubeconfig}': {complaint}"
            : null;
    }
}
