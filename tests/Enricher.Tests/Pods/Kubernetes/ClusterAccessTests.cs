using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Kubernetes;
using Eyrie.Testing;
using Eyrie.Testing.Kubernetes;

namespace Eyrie.Enricher.Tests.Pods.Kubernetes;

/// <summary>The ways to the API server: service accounts, tokens, certificates, plugins.</summary>
public sealed class ClusterAccessTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private ScriptedApiServer _server = null!;
    private WatchUnderTest? _watch;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Port => new Uri(_server.Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync() => _server = await ScriptedApiServer.StartAsync(ForServer(_authority.IssueLoaded("localhost")));

    public async ValueTask DisposeAsync()
    {
        await (_watch?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Uses_the_service_account_and_reads_its_token_anew_each_time()
    {
        _folder.Write("token", "first\n");
        File.Copy(_authority.CaFile, _folder["ca.crt"]);
        await StartAsync(new(), new("localhost", Port, Folder));
        await InSyncAsync();

        _folder.Write("token", "second\n"); // rotated on disk
        _server.EndWatches("pods", WatchEnd.Clean);
        while (_server.Watches("pods").Count < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }

        Assert.Equal(["Bearer first", "Bearer second"], _server.Watches("pods").Select(watch => watch.Authorization));
    }

    [Fact]
    public async Task Says_that_the_token_is_missing_and_goes_on_when_it_is_there()
    {
        _folder.Write("token", "first");
        File.Copy(_authority.CaFile, _folder["ca.crt"]);
        File.Delete(_folder["token"]);
        await StartAsync(new(), new("localhost", Port, Folder));
        await _watch!.Log.LineAsync("no credentials for the API server", Cancellation);

        _folder.Write("token", "first");
        await InSyncAsync();
    }

    [Fact]
    public async Task Does_not_trust_another_authority()
    {
        using var other = new TestAuthority();
        await StartAsync(Kubeconfig($", certificate-authority: {other.CaFile}"));

        var line = await _watch!.Log.LineAsync($"no trusted connection to the API server https://localhost:{Port}", Cancellation);
        Assert.Contains("must be signed by the certificate-authority of the kubeconfig", line, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Does_not_trust_a_certificate_of_the_right_authority_for_another_name()
    {
        await using var kubelet = await ScriptedApiServer.StartAsync(ForServer(_authority.IssueLoaded("worker-1")));
        var kubeconfig = ApiObjects.Kubeconfig($"https://localhost:{new Uri(kubelet.Url).Port}", cluster: $", certificate-authority: {_authority.CaFile}");
        await StartAsync(new() { Kubeconfig = _folder.Write("kubeconfig", kubeconfig) });

        await _watch!.Log.LineAsync("no trusted connection to the API server", Cancellation);
        Assert.Empty(kubelet.Requests);
    }

    [Fact]
    public async Task Takes_another_name_when_the_kubeconfig_names_it()
    {
        await using var proxied = await ScriptedApiServer.StartAsync(ForServer(_authority.IssueLoaded("prod.example")));
        var kubeconfig = ApiObjects.Kubeconfig(
            $"https://localhost:{new Uri(proxied.Url).Port}", cluster: $", tls-server-name: prod.example, certificate-authority: {_authority.CaFile}");
        await StartAsync(new() { Kubeconfig = _folder.Write("kubeconfig", kubeconfig) });

        await InSyncAsync();
    }

    [Fact]
    public async Task Finds_files_beside_the_kubeconfig_and_data_in_it()
    {
        var (certificate, key) = _authority.Issue("me");
        File.Copy(_authority.CaFile, _folder["ca.pem"]);
        var data = Convert.ToBase64String(File.ReadAllBytes(certificate));
        var user = $"client-certificate-data: {data}, client-key-data: {Convert.ToBase64String(File.ReadAllBytes(key))}";
        await StartAsync(Kubeconfig(", certificate-authority: ca.pem", user));

        await InSyncAsync();
        Assert.Equal("", _server.Requests[0].Authorization);
    }

    [Fact]
    public async Task Runs_a_plugin_with_its_arguments_as_they_are()
    {
        var plugin = _folder.Write("plugin.sh", """
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s-%s"}}' "$1" "$2"
            """);
        var user = $"exec: {{apiVersion: client.authentication.k8s.io/v1, command: sh, args: ['{plugin}', 'a b', 'c\"d'], interactiveMode: Never}}";
        await StartAsync(Kubeconfig($", certificate-authority: {_authority.CaFile}", user.Replace("c\"d", "cd", StringComparison.Ordinal)));

        await InSyncAsync();
        Assert.Equal("Bearer a b-cd", _server.Requests[0].Authorization);
    }

    [Fact]
    public async Task Says_that_a_plugin_failed()
    {
        const string User = "exec: {apiVersion: client.authentication.k8s.io/v1, command: /nonexistent/plugin, interactiveMode: Never}";
        await StartAsync(Kubeconfig($", certificate-authority: {_authority.CaFile}", User));

        var line = await _watch!.Log.LineAsync("no credentials for the API server (kubeconfig", Cancellation);
        Assert.Contains("/nonexistent/plugin", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
    }

    private string Folder => Path.GetDirectoryName(_folder["token"])!;

    // Kestrel wants the key with the certificate.
    private static X509Certificate2 ForServer(X509Certificate2 certificate) =>
        certificate.HasPrivateKey ? certificate : throw new CryptographicException("no key");

    private PodsOptions Kubeconfig(string cluster, string user = "token: secret-1") =>
        new() { Kubeconfig = _folder.Write("kubeconfig", ApiObjects.Kubeconfig($"https://localhost:{Port}", user, cluster)) };

    private async Task StartAsync(PodsOptions pods, ClusterEnvironment? environment = null) =>
        _watch = await WatchUnderTest.StartAsync(pods, Cancellation, environment: environment);

    private Task<string> InSyncAsync() => _watch!.Log.LineAsync("In sync with the cluster", Cancellation);
}
