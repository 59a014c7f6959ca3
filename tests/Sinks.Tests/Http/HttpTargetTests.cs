using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests.Http;

public sealed class HttpTargetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_transiently_when_nobody_listens()
    {
        using var target = Target(TimeProvider.System);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => PostAsync(target, "http://127.0.0.1:1/"));

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.StartsWith("test cannot be reached: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_transiently_when_the_other_side_hangs_up()
    {
        await using var server = await LoopbackHttp.StartAsync(LoopbackAnswer.HangUp);
        using var target = Target(TimeProvider.System);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => PostAsync(target, server.Url));

        Assert.Equal(FailureKind.Transient, failure.Kind);
    }

    [Fact]
    public async Task Fails_transiently_when_the_other_side_hangs_up_half_way()
    {
        await using var server = await LoopbackHttp.StartAsync(LoopbackAnswer.HangUpHalfWay);
        using var target = Target(TimeProvider.System);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => PostAsync(target, server.Url));

        Assert.Equal(FailureKind.Transient, failure.Kind);
    }

    [Fact]
    public async Task Fails_transiently_when_the_time_for_an_answer_is_over()
    {
        var arrived = new TaskCompletionSource();
        await using var server = await LoopbackHttp.StartAsync(_ =>
        {
            arrived.SetResult();
            return LoopbackAnswer.Silence;
        });
        var time = new FakeTimeProvider();
        using var target = Target(time);

        var post = PostAsync(target, server.Url);
        await arrived.Task;
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(post.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        var failure = await Assert.ThrowsAsync<PipelineException>(() => post);
        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Equal("test did not answer within 10 s", failure.Message);
    }

    [Fact]
    public async Task Fails_transiently_when_a_packed_answer_is_damaged()
    {
        using var target = new HttpTarget("test", new DamagedAnswers(), TimeSpan.FromSeconds(10), TimeProvider.System);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => PostAsync(target, "http://localhost/"));

        Assert.Equal(FailureKind.Transient, failure.Kind);
    }

    [Fact]
    public async Task Lets_a_cancellation_fly()
    {
        await using var server = await LoopbackHttp.StartAsync(LoopbackAnswer.Silence);
        using var target = Target(TimeProvider.System);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url);

        var post = target.SendAsync(request, stopping.Token);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);
    }

    [Fact]
    public async Task Takes_a_certificate_that_nobody_vouches_for_as_a_refusal()
    {
        using var certificate = SelfSigned();
        await using var server = await LoopbackHttp.StartAsync(_ => new(200), certificate);
        using var target = Target(TimeProvider.System);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => PostAsync(target, server.Url));

        Assert.Equal(FailureKind.Fatal, failure.Kind);
        Assert.StartsWith("test: no TLS session: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trusts_the_authorities_of_its_CA_file()
    {
        using var certificate = SelfSigned();
        using var folder = new TestFolder();
        await using var server = await LoopbackHttp.StartAsync(_ => new(200), certificate);
        var tls = new TlsFiles(folder.Write("ca.pem", certificate.ExportCertificatePem()));
        using var target = new HttpTarget("test", HttpHandlers.Create(tls), TimeSpan.FromSeconds(10), TimeProvider.System);

        Assert.Equal(200, (int)(await PostAsync(target, server.Url)).Status);
    }

    [Fact]
    public async Task Does_not_trust_another_authority_than_that_of_its_CA_file()
    {
        using var certificate = SelfSigned();
        using var other = SelfSigned();
        using var folder = new TestFolder();
        await using var server = await LoopbackHttp.StartAsync(_ => new(200), certificate);
        var tls = new TlsFiles(folder.Write("ca.pem", other.ExportCertificatePem()));
        using var target = new HttpTarget("test", HttpHandlers.Create(tls), TimeSpan.FromSeconds(10), TimeProvider.System);

        Assert.Equal(FailureKind.Fatal, (await Assert.ThrowsAsync<PipelineException>(() => PostAsync(target, server.Url))).Kind);
    }

    [Fact]
    public async Task Shows_its_client_certificate_with_what_is_between_it_and_its_root()
    {
        using var certificate = SelfSigned();
        using var authority = new TestAuthority();
        using var folder = new TestFolder();
        await using var server = await LoopbackHttp.StartAsync(_ => new(200), certificate, authority);
        var (certificateFile, keyFile) = authority.IssueBelowIntermediate("eyrie");
        var caFile = folder.Write("ca.pem", certificate.ExportCertificatePem());
        using var whole = Target(new TlsFiles(caFile, certificateFile, keyFile));
        var leaf = System.IO.File.ReadAllText(certificateFile).Split("\n-----BEGIN")[0];
        using var alone = Target(new TlsFiles(caFile, folder.Write("leaf.pem", leaf), keyFile));

        Assert.Equal(200, (int)(await PostAsync(whole, server.Url)).Status);
        await Assert.ThrowsAsync<PipelineException>(() => PostAsync(alone, server.Url)); // so it is the file that makes the difference
    }

    [Fact]
    public async Task Takes_up_a_client_certificate_that_is_replaced_and_keeps_the_old_one_while_it_is_half_there()
    {
        using var certificate = SelfSigned();
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority();
        using var folder = new TestFolder();
        await using var server = await LoopbackHttp.StartAsync(_ => new(200), certificate, authority);
        var (wrong, right) = (stranger.Issue("eyrie"), authority.Issue("eyrie"));
        Write(wrong.CertificateFile, wrong.KeyFile);
        var tls = new TlsFiles(
            folder.Write("ca.pem", certificate.ExportCertificatePem()), folder["tls.crt"], folder["tls.key"]);
        using var target = Target(tls);
        await Assert.ThrowsAsync<PipelineException>(() => PostAsync(target, server.Url));

        Write(right.CertificateFile, right.KeyFile);
        Assert.Equal(200, (int)(await PostAsync(target, server.Url)).Status);
        Write(wrong.CertificateFile, right.KeyFile);
        Assert.Equal(200, (int)(await PostAsync(target, server.Url)).Status);

        void Write(string certificateFile, string keyFile)
        {
            folder.Write("tls.crt", System.IO.File.ReadAllText(certificateFile));
            folder.Write("tls.key", System.IO.File.ReadAllText(keyFile));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no certificate")]
    public async Task Takes_a_client_certificate_that_cannot_be_used_as_something_to_mend(string pem)
    {
        using var folder = new TestFolder();
        using var target = Target(new TlsFiles(CertificateFile: folder.Write("tls.crt", pem)));
        using var missing = Target(new TlsFiles(CertificateFile: folder["missing"]));

        Assert.Equal(FailureKind.Fatal, (await Assert.ThrowsAsync<PipelineException>(() => PostAsync(target, "https://127.0.0.1:1/"))).Kind);
        Assert.Equal(FailureKind.Fatal, (await Assert.ThrowsAsync<PipelineException>(() => PostAsync(missing, "https://127.0.0.1:1/"))).Kind);
    }

    [Fact]
    public async Task Does_not_follow_a_redirect()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(302));
        using var target = Target(TimeProvider.System);

        var answer = await PostAsync(target, server.Url);

        Assert.Equal(302, (int)answer.Status);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Reads_no_more_of_an_answer_than_it_needs()
    {
        using var target = new HttpTarget("test", new EndlessAnswers(), TimeSpan.FromSeconds(10), TimeProvider.System) { MostAnswerBytes = 40_000 };

        var answer = await PostAsync(target, "http://localhost/");

        Assert.Equal((200, 40_000), ((int)answer.Status, answer.Body.Length));
    }

    [Fact]
    public async Task Fails_transiently_when_a_short_answer_is_cut_off()
    {
        await using var server = await LoopbackHttp.StartAsync(LoopbackAnswer.HangUpHalfWay);
        using var target = new HttpTarget("test", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), TimeProvider.System) { MostAnswerBytes = 40_000 };

        Assert.Equal(FailureKind.Transient, (await Assert.ThrowsAsync<PipelineException>(() => PostAsync(target, server.Url))).Kind);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static HttpTarget Target(TlsFiles tls) => new("test", HttpHandlers.Create(tls), TimeSpan.FromSeconds(10), TimeProvider.System);

    private static HttpTarget Target(TimeProvider time) =>
        new("test", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), time);

    private static async Task<HttpAnswer> PostAsync(HttpTarget target, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        return await target.SendAsync(request, Cancellation);
    }

    private sealed class EndlessAnswers : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new Endless()) });
    }

    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(buffer.Length);
    }

    private sealed class DamagedAnswers : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            new HttpResponseMessage { Content = new StreamContent(new GZipStream(new MemoryStream("<html>"u8.ToArray()), CompressionMode.Decompress)) });
    }
}
