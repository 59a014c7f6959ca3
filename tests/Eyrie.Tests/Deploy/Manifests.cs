using System.Diagnostics;
using k8s;
using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace Eyrie.Tests.Deploy;

/// <summary>The manifests below <c>deploy/k8s</c>.</summary>
internal static class Manifests
{
    /// <summary>Why a test is skipped without kubectl.</summary>
    public const string NoKubectl = "there is no kubectl on the PATH, whose kustomize builds them";

    /// <summary>The objects of a kustomization's own files, as they are written, parsed strictly where Kubernetes knows them.</summary>
    /// <param name="folder">Below <c>deploy/k8s</c>.</param>
    public static IReadOnlyList<IKubernetesObject> Of(string folder) => [.. Files(folder).SelectMany(file => Parse(File.ReadAllText(file)))];

    /// <summary>Parses objects; a key that the API does not know is an error. Custom resources are left out.</summary>
    public static IEnumerable<IKubernetesObject> Parse(string yaml)
    {
        foreach (var text in yaml.Split("\n---\n"))
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }] && ModelOf(root) is { } model)
            {
                yield return (IKubernetesObject)KubernetesYaml.LoadAllFromString(
                    text, new Dictionary<string, Type> { [$"{Text(root, "apiVersion")}/{Text(root, "kind")}"] = model }, strict: true).Single();
            }
        }
    }

    /// <summary>Builds a kustomization.</summary>
    /// <returns>Its objects, and what went wrong: empty when nothing did.</returns>
    public static async Task<(string Objects, string Error)> BuildAsync(string folder, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo("kubectl", ["kustomize", Path.Combine(Repository.Root, folder)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var objects = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (objects, process.ExitCode == 0 ? "" : await error);
    }

    /// <summary>kubectl is here.</summary>
    public static bool HasKubectl => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "kubectl")));

    private static IEnumerable<string> Files(string folder)
    {
        var full = Path.Combine(Repository.Root, "deploy", "k8s", folder);
        return ((YamlSequenceNode)Yaml.Root<YamlMappingNode>($"deploy/k8s/{folder}/kustomization.yaml")["resources"])
            .Select(resource => Path.Combine(full, ((YamlScalarNode)resource).Value!)).Where(File.Exists);
    }

    private static Type? ModelOf(YamlMappingNode root) => (Text(root, "apiVersion"), Text(root, "kind")) switch
    {
        ("v1", "Namespace") => typeof(V1Namespace),
        ("v1", "ServiceAccount") => typeof(V1ServiceAccount),
        ("v1", "Service") => typeof(V1Service),
        ("v1", "ConfigMap") => typeof(V1ConfigMap),
        ("apps/v1", "DaemonSet") => typeof(V1DaemonSet),
        ("apps/v1", "Deployment") => typeof(V1Deployment),
        ("batch/v1", "Job") => typeof(V1Job),
        ("policy/v1", "PodDisruptionBudget") => typeof(V1PodDisruptionBudget),
        ("networking.k8s.io/v1", "NetworkPolicy") => typeof(V1NetworkPolicy),
        ("rbac.authorization.k8s.io/v1", "ClusterRole") => typeof(V1ClusterRole),
        ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding") => typeof(V1ClusterRoleBinding),
        (var version, var kind) when version.Contains("strimzi.io/", StringComparison.Ordinal) || version.Contains("elastic.co/", StringComparison.Ordinal)
            || version.Contains("coreos.com/", StringComparison.Ordinal) || version.Contains("keda.sh/", StringComparison.Ordinal) => null,
        var (version, kind) => throw new InvalidOperationException($"which model has {version} {kind}?"),
    };

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;
}
