using Eyrie.Enricher.Pods.Kubernetes;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Pods;

/// <summary>Stops the start when the chosen source of pods cannot be had, naming key, value and remedy.</summary>
internal sealed class PodsCheck(ClusterEnvironment environment) : IValidateOptions<EnricherOptions>
{
    public ValidateOptionsResult Validate(string? name, EnricherOptions options)
    {
        var complaint = PodSources.Choose(options, environment) switch
        {
            PodSourceKind.File when options.PodsFile.Length == 0 =>
                "enricher.pods.source: file needs enricher.podsFile, a YAML or JSON list of pods; set it, or choose another source",
            PodSourceKind.Watch => OfWatch(options.Pods),
            _ => null,
        };
        return complaint is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(complaint);
    }

    private string? OfWatch(PodsOptions pods)
    {
        if (pods.Kubeconfig.Length > 0)
        {
            return OfKubeconfig(pods);
        }

        if (pods.Context.Length > 0)
        {
            return $"enricher.pods.context: '{pods.Context}' is a context of a kubeconfig; set enricher.pods.kubeconfig to its path";
        }

        return environment.IsCluster
            ? null
            : $"enricher.pods.source: watch needs a cluster. Outside of one set enricher.pods.kubeconfig to a file; in a pod mount the service account's token (automountServiceAccountToken: true), which is missing: {environment.TokenFile}";
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
