using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests.Sensors;

/// <summary>A Falco over TCP: it demands mutual TLS.</summary>
public sealed class SensorTlsTests : IDisposable
{
    private readonly ScriptedFalco _falco = new();
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_over_mutual_TLS()
    {
        _falco.Alert([1, 2, 3]);
        await using var server = await ScriptedGrpcServer.OnTcpAsync(_falco.AnswerAsync, _authority);
        using var falco = StreamUnderTest.Falco(server.Address, Tls(_authority, _authority));

        Assert.Equal([1, 2, 3], Assert.Single(await falco.TakeAsync(1, Cancellation)).Payload.ToArray());
    }

    [Fact]
    public async Task Reads_a_certificate_and_its_key_from_one_file_and_TLS_from_a_bare_address()
    {
        _falco.Alert([1, 2, 3]);
        await using var server = await ScriptedGrpcServer.OnTcpAsync(_falco.AnswerAsync, _authority);
        var tls = Tls(_authority, _authority);
        await File.AppendAllTextAsync(tls.CertificateFile!, "\n" + await File.ReadAllTextAsync(tls.KeyFile!, Cancellation), Cancellation);
        using var falco = StreamUnderTest.Falco(server.Address["https://".Length..], tls with { KeyFile = null });

        Assert.Single(await falco.TakeAsync(1, Cancellation));
    }

    [Fact]
    public async Task Says_what_may_be_missing_when_it_has_no_client_certificate() =>
        Assert.Contains(
            "likely it demands a client certificate (Falco always does: set tls.certificateFile and tls.keyFile)",
            await FailureAsync(Tls(_authority, client: null)),
            StringComparison.Ordinal);

    [Fact]
    public async Task Says_what_may_be_wrong_with_its_client_certificate() =>
        Assert.Contains(
            "likely our client certificate is not signed by a CA that it trusts",
            await FailureAsync(Tls(_authority, client: _stranger)),
            StringComparison.Ordinal);

    [Fact]
    public async Task Says_that_it_does_not_trust_the_sensor() =>
        Assert.Contains(
            "is not trusted; set tls.caFile to the CA that signed it",
            await FailureAsync(Tls(trusts: _stranger, client: _authority)),
            StringComparison.Ordinal);

    [Fact]
    public async Task Says_that_the_sensors_certificate_is_for_another_name() =>
        Assert.Contains(
            "is for another name; set tls.serverName",
            await FailureAsync(Tls(_authority, _authority) with { ServerName = null }),
            StringComparison.Ordinal);

    [Fact]
    public async Task Says_that_plain_text_is_not_what_the_sensor_expects()
    {
        await using var server = await ScriptedGrpcServer.OnTcpAsync(_falco.AnswerAsync, _authority);
        using var falco = StreamUnderTest.Falco(server.Address.Replace("https:", "http:", StringComparison.Ordinal));

        var failure = await Assert.ThrowsAsync<PipelineException>(() => falco.TakeAsync(1, Cancellation));

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Contains("likely it expects TLS (Falco over TCP demands mutual TLS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_TLS_is_not_what_the_sensor_speaks()
    {
        await using var server = await ScriptedGrpcServer.OnTcpAsync(_falco.AnswerAsync);
        using var falco = StreamUnderTest.Falco(
            server.Address.Replace("http:", "https:", StringComparison.Ordinal), Tls(_authority, _authority));

        var failure = await Assert.ThrowsAsync<PipelineException>(() => falco.TakeAsync(1, Cancellation));

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Contains("it speaks plain text", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cannot_go_on_with_a_key_that_is_none()
    {
        var tls = Tls(_authority, _authority);
        await File.WriteAllTextAsync(tls.KeyFile!, "not a key", Cancellation);
        using var falco = StreamUnderTest.Falco("https://localhost:1", tls);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => falco.TakeAsync(1, Cancellation));

        Assert.Equal(FailureKind.Fatal, failure.Kind);
        Assert.Contains(tls.KeyFile!, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uses_certificates_that_were_replaced_at_its_next_connect()
    {
        await using var server = await ScriptedGrpcServer.OnTcpAsync(_falco.AnswerAsync, _authority);
        var tls = Tls(trusts: _stranger, client: _stranger);
        using var falco = StreamUnderTest.Falco(server.Address, tls);
        _falco.Alert([1]);
        await Assert.ThrowsAsync<PipelineException>(() => falco.ReadAsync(Cancellation));

        var renewed = Tls(trusts: _authority, client: _authority);
        File.Copy(renewed.CaFile!, tls.CaFile!, overwrite: true);
        File.Copy(renewed.CertificateFile!, tls.CertificateFile!, overwrite: true);
        File.Copy(renewed.KeyFile!, tls.KeyFile!, overwrite: true);

        Assert.Single(await falco.TakeAsync(1, Cancellation));
    }

    [Fact]
    public async Task Waits_for_files_that_are_half_written_once_they_were_whole()
    {
        await using var server = await ScriptedGrpcServer.OnTcpAsync(_falco.AnswerAsync, _authority);
        var tls = Tls(_authority, _authority);
        using var falco = StreamUnderTest.Falco(server.Address, tls);
        _falco.Alert([1]);
        await falco.TakeAsync(1, Cancellation);
        var key = await File.ReadAllTextAsync(tls.KeyFile!, Cancellation);

        await File.WriteAllTextAsync(tls.KeyFile!, key[..(key.Length / 2)], Cancellation);
        var failure = await Assert.ThrowsAsync<PipelineException>(() => falco.ReadAsync(Cancellation));
        Assert.Equal(FailureKind.Transient, failure.Kind);

        await File.WriteAllTextAsync(tls.KeyFile!, key, Cancellation);
        _falco.Alert([3]);
        Assert.NotEmpty(await falco.TakeAsync(1, Cancellation));
    }

    [Fact]
    public async Task Reads_on_while_its_files_are_replaced_by_rubbish()
    {
        await using var server = await ScriptedGrpcServer.OnTcpAsync(_falco.AnswerAsync, _authority);
        var tls = Tls(_authority, _authority);
        using var falco = StreamUnderTest.Falco(server.Address, tls);
        _falco.Alert([1]);
        var taking = falco.TakeAsync(2, Cancellation);
        Assert.True(await _falco.PolledAsync(Cancellation));

        await File.WriteAllTextAsync(tls.CertificateFile!, "expired", Cancellation);
        _falco.Alert([2]);
        await falco.Time.AdvanceUntilAsync(taking, Cancellation);

        Assert.Equal(2, (await taking).Count);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    private static SensorTlsOptions Tls(TestAuthority trusts, TestAuthority? client)
    {
        var (certificate, key) = client is null ? default : client.Issue("eyrie");
        return new() { CaFile = trusts.CaFile, CertificateFile = certificate, KeyFile = key, ServerName = "sensor" };
    }

    private async Task<string> FailureAsync(SensorTlsOptions tls)
    {
        await using var server = await ScriptedGrpcServer.OnTcpAsync(_falco.AnswerAsync, _authority);
        using var falco = StreamUnderTest.Falco(server.Address, tls);
        var failure = await Assert.ThrowsAsync<PipelineException>(() => falco.TakeAsync(1, Cancellation));
        Assert.Equal(FailureKind.Transient, failure.Kind);
        return failure.Message;
    }
}
