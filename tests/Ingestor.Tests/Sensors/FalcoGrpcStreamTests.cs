using System.Net;
using System.Net.Sockets;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors.Falco;
using Eyrie.Platform;
using Eyrie.Protos.Falco.Outputs;
using Eyrie.Testing;
using Google.Protobuf;

namespace Eyrie.Ingestor.Tests.Sensors;

public sealed class FalcoGrpcStreamTests
{
    private readonly ScriptedFalco _falco = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Yields_the_alerts_of_a_real_Falco_byte_for_byte()
    {
        var alerts = RealAlerts();
        _falco.Alert([.. alerts]);
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_falco.AnswerAsync);
        using var falco = StreamUnderTest.Falco(server.Address);

        var events = await falco.TakeAsync(alerts.Count, Cancellation);

        Assert.Equal(alerts, events.Select(sensorEvent => sensorEvent.Payload.ToArray()));
        Assert.All(events, sensorEvent => Assert.Equal(SensorFormat.FalcoProtobuf, sensorEvent.Format));
    }

    [Fact]
    public async Task Asks_again_at_once_after_alerts_and_only_after_the_interval_without_any()
    {
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_falco.AnswerAsync);
        using var falco = StreamUnderTest.Falco(server.Address);
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _falco.Alert([1], [2]);
        var reading = falco.ReadAsync(hangUp.Token);

        Assert.True(await _falco.PolledAsync(Cancellation));
        Assert.False(await _falco.PolledAsync(Cancellation)); // at once: the clock stands still
        var idle = _falco.PolledAsync(Cancellation).AsTask();
        Assert.False(idle.IsCompleted);

        await falco.Time.AdvanceUntilAsync(idle, Cancellation);
        Assert.False(await idle);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(2, falco.Intake.Events.Count);
        Assert.Equal(3, falco.Intake.Flushes); // after each answer
    }

    [Fact]
    public async Task Yields_alerts_that_happen_while_nothing_is_asked()
    {
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_falco.AnswerAsync);
        using var falco = StreamUnderTest.Falco(server.Address);
        var taking = falco.TakeAsync(1, Cancellation);
        await _falco.PolledAsync(Cancellation);

        _falco.Alert([42]);
        await falco.Time.AdvanceUntilAsync(taking, Cancellation);

        Assert.Equal([42], Assert.Single(await taking).Payload.ToArray());
    }

    [Fact]
    public async Task Says_once_which_Falco_it_reads()
    {
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_falco.AnswerAsync);
        using var falco = StreamUnderTest.Falco(server.Address);
        _falco.Alert([1]);

        await falco.TakeAsync(1, Cancellation);
        _falco.Alert([2]);
        await falco.TakeAsync(1, Cancellation);

        Assert.Equal([$"Information: Reading falco: Falco 0.43.1 at {server.Address}"], falco.Log.Lines);
    }

    [Theory]
    [InlineData(14, "Socket closed")]
    [InlineData(13, "RST_STREAM with error code NO_ERROR")]
    [InlineData(1, "cancelled by the server")]
    public async Task Takes_the_statuses_that_a_Falco_ends_streams_with_for_transient(int status, string detail)
    {
        _falco.NextPoll(exchange => exchange.EndAsync(status, detail));
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_falco.AnswerAsync);
        using var falco = StreamUnderTest.Falco(server.Address);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => falco.TakeAsync(1, Cancellation));

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Contains(detail, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_what_came_before_the_connection_broke_in_the_middle_of_an_alert()
    {
        var first = new TaskCompletionSource();
        _falco.NextPoll(async exchange =>
        {
            await exchange.SendAsync(new byte[] { 1, 2, 3 });
            await exchange.SendHalfAsync(new byte[100]);
            await first.Task;
            exchange.Abort();
        });
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_falco.AnswerAsync);
        using var falco = StreamUnderTest.Falco(server.Address);
        var reading = falco.ReadAsync(Cancellation);

        Assert.Equal([1, 2, 3], (await falco.Intake.NextAsync(Cancellation)).Payload.ToArray());
        first.SetResult();

        var failure = await Assert.ThrowsAsync<PipelineException>(() => reading);
        Assert.Equal(FailureKind.Transient, failure.Kind);
    }

    [Fact]
    public async Task Takes_the_rest_of_an_answer_that_has_begun_when_told_to_stop()
    {
        var begun = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        _falco.NextPoll(async exchange =>
        {
            await exchange.SendAsync(new byte[] { 1 });
            begun.SetResult();
            await stopped.Task;
            await exchange.SendAsync(new byte[] { 2 });
            await exchange.EndAsync(0);
        });
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_falco.AnswerAsync);
        using var falco = StreamUnderTest.Falco(server.Address);
        using var stop = new CancellationTokenSource();
        var reading = falco.ReadAsync(stop.Token);

        await begun.Task.WaitAsync(Cancellation);
        await stop.CancelAsync();
        stopped.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal([1, 2], falco.Intake.Events.Select(sensorEvent => (int)sensorEvent.Payload.Span[0]));
    }

    [Fact]
    public async Task Does_not_wait_for_ever_for_the_rest_when_told_to_stop()
    {
        var begun = new TaskCompletionSource();
        _falco.NextPoll(async exchange =>
        {
            await exchange.SendAsync(new byte[] { 1 });
            begun.SetResult();
            await exchange.OverAsync();
        });
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_falco.AnswerAsync);
        using var falco = StreamUnderTest.Falco(server.Address);
        using var stop = new CancellationTokenSource();
        var reading = falco.ReadAsync(stop.Token);

        await begun.Task.WaitAsync(Cancellation);
        await stop.CancelAsync();
        falco.Time.Advance(FalcoGrpcStream.DrainTime - TimeSpan.FromTicks(1));
        Assert.False(reading.IsCompleted);
        falco.Time.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Says_that_nothing_listens()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var address = $"http://{port.LocalEndpoint}";
        port.Stop();
        using var falco = StreamUnderTest.Falco(address);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => falco.TakeAsync(1, Cancellation));

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Contains($"nothing listens at {address}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_the_socket_is_not_there()
    {
        using var falco = StreamUnderTest.Falco("unix:///nowhere/falco.sock");

        var failure = await Assert.ThrowsAsync<PipelineException>(() => falco.TakeAsync(1, Cancellation));

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Contains("there is no socket /nowhere/falco.sock", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_Falco_may_have_no_gRPC_when_the_service_is_unknown()
    {
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(exchange => exchange.EndAsync(12, "unknown service"));
        using var falco = StreamUnderTest.Falco(server.Address);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => falco.TakeAsync(1, Cancellation));

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Contains("Falco 0.44 and later have no gRPC", failure.Message, StringComparison.Ordinal);
    }

    private static List<byte[]> RealAlerts()
    {
        using var recording = File.OpenRead(Samples.Path("recordings", "2-web-shell", "falco-grpc.binpb"));
        var alerts = new List<byte[]>();
        while (recording.Position < recording.Length)
        {
            alerts.Add(response.Parser.ParseDelimitedFrom(recording).ToByteArray());
        }

        return alerts;
    }
}
