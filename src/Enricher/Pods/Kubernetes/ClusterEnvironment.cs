namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>What Kubernetes tells a process that runs in a pod.</summary>
/// <param name="Host">The API server's address; empty outside of a cluster.</param>
/// <param name="Port">Its port.</param>
/// <param name="Folder">Where the service account's token and the cluster's certificates are.</param>
internal sealed record ClusterEnvironment(string Host, string Port, string Folder)
{
    private const string Account = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>As this process has it.</summary>
    public static ClusterEnvironment OfProcess() => new(
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") ?? "",
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") ?? "",
        Account);

    /// <summary>Whether this is a pod that may speak to the API server.</summary>
    public bool IsCluster => Host.Length > 0 && Port.Length > 0 && File.Exists(TokenFile);

    public string TokenFile => Path.Combine(Folder, "token");

    public string CertificatesFile => Path.Combine(Folder, "ca.crt");
}
