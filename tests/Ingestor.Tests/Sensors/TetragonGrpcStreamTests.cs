using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Protos.Tetragon;
using Eyrie.Testing;
using Google.Protobuf;

namespace Eyrie.Ingestor.Tests.Sensors;

public sealed class TetragonGrpcStreamTests
{
    private readonly ScriptedTetragon _tetragon = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Yields_the_events_of_a_real_Tetragon_byte_for_byte()
    {
        var recorded = Samples.Lines("recordings/2-web-shell/tetragon.jsonl")
            .Select(line => GetEventsResponse.Parser.ParseJson(line).ToByteArray()).ToArray();
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        var reading = tetragon.ReadAsync(Cancellation);

        var (listener, _) = await _tetragon.ListenerAsync(Cancellation);
        foreach (var message in recorded)
        {
            await listener.SendAsync(message);
        }

        await listener.EndAsync(0);
        await reading; // an end in order is not a failure
        Assert.Equal(recorded, tetragon.Intake.Events.Select(sensorEvent => sensorEvent.Payload.ToArray()));
        Assert.All(tetragon.Intake.Events, sensorEvent => Assert.Equal(SensorFormat.TetragonProtobuf, sensorEvent.Format));
    }

    [Fact]
    public async Task Asks_for_everything_and_for_no_aggregation()
    {
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        var reading = tetragon.ReadAsync(Cancellation);

        var (listener, request) = await _tetragon.ListenerAsync(Cancellation);
        await listener.EndAsync(0);
        await reading;

        Assert.Equal(new GetEventsRequest(), request);
        Assert.Contains(tetragon.Log.Lines, line => line.EndsWith($"Reading tetragon: Tetragon v1.7.0 at {server.Address}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Asks_for_what_its_filters_say()
    {
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = new StreamUnderTest(new()
        {
            Type = "tetragon-grpc",
            Name = "tetragon",
            Address = server.Address,
            AllowList = """{"event_set":["PROCESS_EXEC","PROCESS_EXIT"]}""",
            DenyList = """{"health_check":true}""",
            FieldFilters = """{"fields":"process.cwd","action":"EXCLUDE"}""",
        });
        var reading = tetragon.ReadAsync(Cancellation);

        var (listener, request) = await _tetragon.ListenerAsync(Cancellation);
        await listener.EndAsync(0);
        await reading;

        Assert.Equal(
            new GetEventsRequest
            {
                AllowList = { new Filter { EventSet = { EventType.ProcessExec, EventType.ProcessExit } } },
                DenyList = { new Filter { HealthCheck = true } },
                FieldFilters = { new FieldFilter { Fields = new() { Paths = { "process.cwd" } }, Action = FieldFilterAction.Exclude } },
            },
            request);
    }

    [Fact]
    public async Task Shows_the_version_and_how_the_agent_is()
    {
        var status = HealthStatusResult.HealthStatusError;
        _tetragon.OnHealth = exchange => ScriptedTetragon.AnswerAsync(exchange, new GetHealthStatusResponse
        {
            HealthStatus = { new HealthStatus { Event = HealthStatusType.Status, Status = status, Details = "no\nmaps" } },
        });
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        var reading = tetragon.ReadAsync(Cancellation);
        var (listener, _) = await _tetragon.ListenerAsync(Cancellation);

        await tetragon.Said.LineAsync($"tetragon at {server.Address} is not healthy: HealthStatusError: no maps", Cancellation);
        Assert.Equal(1, tetragon.Meters.Observe().Last("eyrie.ingestor.sensor.info", "sensor=tetragon", "version=v1.7.0"));
        Assert.Equal(0, tetragon.Meters.Last("eyrie.ingestor.sensor.healthy", "sensor=tetragon"));

        status = HealthStatusResult.HealthStatusRunning;
        await tetragon.Time.AdvanceUntilAsync(tetragon.Said.LineAsync("is healthy again", Cancellation), Cancellation);
        Assert.Equal(1, tetragon.Meters.Observe().Last("eyrie.ingestor.sensor.healthy", "sensor=tetragon"));

        await listener.EndAsync(0);
        await reading;
        Assert.Equal(0, tetragon.Meters.Observe().Last("eyrie.ingestor.sensor.healthy", "sensor=tetragon")); // nobody can say
    }

    [Fact]
    public async Task Takes_messages_beyond_the_4_MB_that_clients_are_used_to()
    {
        var large = new byte[10 * 1024 * 1024];
        Random.Shared.NextBytes(large);
        await using var server = await ScriptedGrpcServer.OnTcpAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address["http://".Length..]); // as Tetragon's users write it
        var taking = tetragon.TakeAsync(1, Cancellation);

        var (listener, _) = await _tetragon.ListenerAsync(Cancellation);
        await listener.SendAsync(large);

        Assert.Equal(large, Assert.Single(await taking).Payload.ToArray());
    }

    [Fact]
    public async Task Says_which_setting_allows_a_message_that_is_too_large()
    {
        await using var server = await ScriptedGrpcServer.OnTcpAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address, new() { MaxMessageBytes = 4 * 1024 * 1024 });
        var taking = tetragon.TakeAsync(1, Cancellation);

        var (listener, _) = await _tetragon.ListenerAsync(Cancellation);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await listener.SendAsync(new byte[5 * 1024 * 1024]);
            await listener.OverAsync();
        });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => taking);
        Assert.Contains("ingestor.maxMessageBytes", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, tetragon.Meters.Sum("eyrie.ingestor.events.read", "sensor=tetragon"));
        Assert.Equal(1, tetragon.Meters.Sum("eyrie.ingestor.events.dropped", "sensor=tetragon", "reason=too_large"));
    }

    [Fact]
    public async Task Notices_at_once_when_the_agent_is_killed()
    {
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        var reading = tetragon.ReadAsync(Cancellation);

        var (listener, _) = await _tetragon.ListenerAsync(Cancellation);
        await tetragon.Log.LineAsync("Reading tetragon", Cancellation);
        listener.Abort();

        var failure = await Assert.ThrowsAsync<PipelineException>(() => reading);
        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Contains("broke off", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gives_up_on_an_agent_that_takes_the_connection_but_does_not_answer()
    {
        var stuck = new ScriptedTetragon { TellsVersion = false };
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(stuck.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        var reading = tetragon.ReadAsync(Cancellation);
        await stuck.ListenerAsync(Cancellation);

        tetragon.Time.Advance(new IngestorOptions().ConnectTimeout);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => reading);
        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Contains("did not answer within 10 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_the_events_are_refused()
    {
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        var reading = tetragon.ReadAsync(Cancellation);

        var (listener, _) = await _tetragon.ListenerAsync(Cancellation);
        await listener.EndAsync(7, "not you");

        var failure = await Assert.ThrowsAsync<PipelineException>(() => reading);
        Assert.Contains("refuses us: PermissionDenied: not you", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_by_cancellation_and_hangs_up()
    {
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        using var stop = new CancellationTokenSource();
        var reading = tetragon.ReadAsync(stop.Token);
        var (listener, _) = await _tetragon.ListenerAsync(Cancellation);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listener.OverAsync().WaitAsync(Cancellation));
        Assert.True(listener.Gone.IsCancellationRequested);
    }
}
