using System.Net.Http.Headers;
using k8s.Authentication;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>The token of a service account, read for every request: it lives an hour and is replaced on disk.</summary>
internal sealed class ServiceAccountToken(string path) : ITokenProvider
{
    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken) =>
        new("Bearer", (await File.ReadAllTextAsync(path, cancellationToken)).Trim());
}
