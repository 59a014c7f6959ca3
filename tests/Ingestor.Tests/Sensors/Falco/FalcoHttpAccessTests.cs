using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests.Sensors.Falco;

/// <summary>Who may post alerts: whoever has a token, or a certificate.</summary>
public sealed class FalcoHttpAccessTests : IDisposable
{
    private static readonly byte[] Alert = """{"rule":"a","priority":"Error"}"""u8.ToArray();

    private readonly TestFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Bearer old", HttpStatusCode.OK)]
    [InlineData("bearer new", HttpStatusCode.OK)]
    [InlineData("Basic ZmFsY286bmV3", HttpStatusCode.OK)] // falco:new, as curl makes it of a URL
    [InlineData("Basic bmV3", HttpStatusCode.OK)] // new
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("new", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer ne", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer new2", HttpStatusCode.Unauthorized)]
    [InlineData("Basic new", HttpStatusCode.Unauthorized)]
    [InlineData("Basic ZmFsY286", HttpStatusCode.Unauthorized)]
    [InlineData("Digest new", HttpStatusCode.Unauthorized)]
    public async Task Demands_one_of_the_tokens(string? authorization, HttpStatusCode status)
    {
        await using var falco = await RunningFalcoHttp.StartAsync(new() { TokenFile = _folder.Write("token", "old\r\n\nnew\n") });

        Assert.Equal(status, (await falco.PostAsync(Alert, authorization: authorization)).Status);
        Assert.Equal(status, (await falco.PostAsync([], authorization: authorization, path: "/test")).Status);

        Assert.Equal(HttpStatusCode.OK, (await falco.SendAsync(new(HttpMethod.Get, new Uri(falco.Url, "/ping")))).Status);
        Assert.Equal(status is HttpStatusCode.OK ? 2 : 0, falco.Intake.Events.Count);
    }

    [Fact]
    public async Task Takes_a_new_token_when_the_file_changes_and_keeps_the_last_good_one_when_it_is_gone()
    {
        var file = _folder.Write("token", "first");
        await using var falco = await RunningFalcoHttp.StartAsync(new() { TokenFile = file });

        File.WriteAllText(file, "the second");
        falco.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await falco.PostAsync(Alert, authorization: "Bearer first")).Status);
        Assert.Equal(HttpStatusCode.OK, (await falco.PostAsync(Alert, authorization: "Bearer the second")).Status);

        File.Delete(file);
        falco.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await falco.PostAsync(Alert, authorization: "Bearer the second")).Status);
    }

    [Fact]
    public async Task Sees_that_a_secret_of_Kubernetes_was_replaced_behind_its_links()
    {
        Directory.CreateDirectory(_folder["v1"]);
        Directory.CreateDirectory(_folder["v2"]);
        _folder.Write("v1/token", "first");
        _folder.Write("v2/token", "the second");
        Directory.CreateSymbolicLink(_folder["data"], "v1");
        File.CreateSymbolicLink(_folder["token"], "data/token");
        await using var falco = await RunningFalcoHttp.StartAsync(new() { TokenFile = _folder["token"] });
        Assert.Equal(HttpStatusCode.OK, (await falco.PostAsync(Alert, authorization: "Bearer first")).Status);

        Directory.Delete(_folder["data"]);
        Directory.CreateSymbolicLink(_folder["data"], "v2");
        falco.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.OK, (await falco.PostAsync(Alert, authorization: "Bearer the second")).Status);
    }

    [Fact]
    public async Task Does_not_start_open_when_its_token_cannot_be_read()
    {
        var failure = await Assert.ThrowsAsync<PipelineException>(
            () => RunningFalcoHttp.StartAsync(new() { TokenFile = _folder.Write("token", " \n") }));

        Assert.Equal(FailureKind.Fatal, failure.Kind);
    }

    [Fact]
    public async Task Demands_a_certificate_of_its_CA()
    {
        await using var falco = await RunningFalcoHttp.StartAsync(tls: Tls(_authority.Issue("localhost"), _authority.CaFile));
        Assert.Equal("https", falco.Url.Scheme);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(falco.Url, _authority));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(falco.Url, client: null));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(falco.Url, _stranger));

        Assert.Single(falco.Intake.Events);
    }

    [Fact]
    public async Task Shows_a_renewed_certificate_and_goes_on_with_the_old_one_while_the_new_one_is_no_good()
    {
        var (certificateFile, keyFile) = _authority.Issue("localhost");
        await using var falco = await RunningFalcoHttp.StartAsync(tls: Tls((certificateFile, keyFile), caFile: null));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(falco.Url, client: null));

        var (renewed, renewedKey) = _stranger.Issue("localhost");
        File.Copy(renewed, certificateFile, overwrite: true); // its key comes later
        falco.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(falco.Url, client: null));

        File.Copy(renewedKey, keyFile, overwrite: true);
        falco.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(falco.Url, client: null, server: _stranger));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
        _stranger.Dispose();
    }

    private static SensorTlsOptions Tls((string Certificate, string Key) server, string? caFile) =>
        new() { CertificateFile = server.Certificate, KeyFile = server.Key, CaFile = caFile };

    private async Task<HttpStatusCode> PostAsync(Uri url, TestAuthority? client, TestAuthority? server = null)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            (server ?? _authority).HasIssued(new System.Security.Cryptography.X509Certificates.X509Certificate2(certificate!));
        handler.SslOptions.EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        if (client is not null)
        {
            // Whatever CAs the server names: a client that has only this certificate sends it.
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(client.IssueLoaded("falco"), additionalCertificates: null);
        }

        using var http = new HttpClient(handler);
        using var answer = await http.PostAsync(url, new ByteArrayContent(Alert), Cancellation);
        return answer.StatusCode;
    }
}
