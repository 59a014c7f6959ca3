using System.Net;
using System.Security.Cryptography.X509Certificates;
using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>How the API server is reached: a kubeconfig, or the service account of the pod that we run in.</summary>
internal sealed class ClusterAccess(PodsOptions options, ClusterEnvironment environment)
{
    /// <summary>Where the credentials come from, in words.</summary>
    public string Origin => options.Kubeconfig.Length > 0
        ? $"kubeconfig {options.Kubeconfig}{(options.Context.Length > 0 ? $", context {options.Context}" : "")}"
        : $"service account in {environment.Folder}";

    /// <summary>Reads it anew: files are replaced, plugins hand out other credentials. May run a plugin, so it may take minutes.</summary>
    /// <exception cref="ApiException">It cannot be had; the message says why.</exception>
    public KubernetesClientConfiguration Read()
    {
        try
        {
            return options.Kubeconfig.Length > 0 ? OfFile() : OfServiceAccount();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new ApiException(ApiTrouble.Credentials, $"no credentials for the API server ({Origin}): {Problem(e)}", e);
        }
    }

    /// <summary>What is wrong with a kubeconfig and its context; null when nothing is. Runs no plugin.</summary>
    public string? Complaint()
    {
        try
        {
            var file = Load();
            var wanted = options.Context.Length > 0 ? options.Context : file.CurrentContext;
            var contexts = file.Contexts?.Select(context => context.Name).ToList() ?? [];
            if (string.IsNullOrEmpty(wanted))
            {
                return $"it has no current-context; choose one with enricher.pods.context: {Listed(contexts)}";
            }

            return contexts.Contains(wanted, StringComparer.OrdinalIgnoreCase)
                ? null
                : $"it has no context '{wanted}'; there is {Listed(contexts)}";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Problem(e);
        }
    }

    private static string Listed(List<string> contexts) => contexts.Count > 0 ? string.Join(", ", contexts) : "none";

    // The library's words for a plugin that failed end with a stack.
    private static string Problem(Exception e) => e switch
    {
        KubeConfigException or IOException or UnauthorizedAccessException => e.Message.Split('\n')[0].Split("   at ")[0].Trim(),
        NullReferenceException => "it is empty or has no clusters, contexts and users",
        _ => $"it cannot be read: {(e.InnerException ?? e).Message.Split('\n')[0]}",
    };

    // The library puts a plugin's arguments together with spaces only.
    private static string Quoted(string argument) => argument.Length > 0 && argument.AsSpan().IndexOfAny(" \t\"\\'") < 0
        ? argument
        : $"\"{argument.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private K8SConfiguration Load()
    {
        var file = KubernetesClientConfiguration.LoadKubeConfig(options.Kubeconfig);
        foreach (var user in file.Users ?? [])
        {
            if (user.UserCredentials?.ExternalExecution is { Arguments: { } arguments } plugin)
            {
                plugin.Arguments = [.. arguments.Select(Quoted)];
            }
        }

        return file;
    }

    private KubernetesClientConfiguration OfFile() =>
        KubernetesClientConfiguration.BuildConfigFromConfigObject(Load(), options.Context.Length > 0 ? options.Context : null);

    private KubernetesClientConfiguration OfServiceAccount()
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(environment.CertificatesFile);
        var host = IPAddress.TryParse(environment.Host, out var address) && address.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"[{address}]"
            : environment.Host;
        return new()
        {
            Host = $"https://{host}:{environment.Port}",
            SslCaCerts = certificates,
            TokenProvider = new ServiceAccountToken(environment.TokenFile),
        };
    }
}
