using System.Net.Http.Headers;
using System.Text;
using k8s;

namespace Eyrie.Enricher.Tests.Pods.Kubernetes;

/// <summary>Writes to a real API server, with the library's own client.</summary>
internal sealed class RealCluster(string kubeconfig) : IDisposable
{
    private readonly k8s.Kubernetes _client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));

    /// <summary>Makes a request that must succeed.</summary>
    public async Task SendAsync(HttpMethod method, string path, string body, CancellationToken cancellation)
    {
        using var response = await TryAsync(method, path, body, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellation)}");
        }
    }

    /// <summary>Makes a request.</summary>
    public async Task<HttpResponseMessage> TryAsync(HttpMethod method, string path, string body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(_client.BaseUri, path));
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(method == HttpMethod.Patch ? "application/strategic-merge-patch+json" : "application/json");
        }

        await (_client.Credentials?.ProcessHttpRequestAsync(request, cancellation) ?? Task.CompletedTask);
        return await _client.HttpClient.SendAsync(request, cancellation);
    }

    public void Dispose() => _client.Dispose();
}
