using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors.Tetragon;
using Eyrie.Protos.Tetragon;
using Eyrie.Testing;
using Google.Protobuf;

namespace Eyrie.Ingestor.Tests.Sensors;

public sealed class ProcessSeedingTests
{
    private readonly ScriptedTetragon _tetragon = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hands_over_each_process_that_the_agent_knows_byte_for_byte()
    {
        var cached = Enumerable.Range(1, 3_000).Select(Cached).ToArray();
        GetDebugRequest? asked = null;
        _tetragon.OnDebug = (exchange, request) =>
        {
            asked = request;
            return ScriptedTetragon.AnswerAsync(exchange, new GetDebugResponse { Flag = request.Flag, Processes = new() { Processes = { cached } } });
        };
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);

        var events = await tetragon.TakeAsync(cached.Length, Cancellation);

        Assert.Equal(cached.Select(process => process.ToByteArray()), events.Select(seeded => seeded.Payload.ToArray()));
        Assert.All(events, seeded => Assert.Equal(SensorFormat.TetragonProcess, seeded.Format));
        Assert.Equal(
            new GetDebugRequest { Flag = ConfigFlag.DumpProcessCache, Dump = new() { SkipZeroRefcnt = true } }, asked); // none crashes the agent
    }

    [Fact]
    public async Task Does_not_hold_up_the_events_while_the_agent_gathers_its_processes()
    {
        _tetragon.OnDebug = (exchange, _) => exchange.OverAsync();
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        var taking = tetragon.TakeAsync(1, Cancellation);

        var (listener, _) = await _tetragon.ListenerAsync(Cancellation);
        await listener.SendAsync(new byte[] { 1 });

        Assert.Equal([1], Assert.Single(await taking).Payload.ToArray());
    }

    [Fact]
    public async Task Waits_for_room_where_events_cannot()
    {
        _tetragon.OnDebug = (exchange, request) =>
            ScriptedTetragon.AnswerAsync(exchange, new GetDebugResponse { Processes = new() { Processes = { Cached(1) } } });
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        tetragon.Intake.HasRoom = false;
        var reading = tetragon.ReadAsync(Cancellation);
        var (listener, _) = await _tetragon.ListenerAsync(Cancellation);

        await listener.SendAsync(new byte[] { 1 });
        Assert.Equal(SensorFormat.TetragonProtobuf, (await tetragon.Intake.NextAsync(Cancellation)).Format);
        await listener.EndAsync(0);
        await reading;

        Assert.Single(tetragon.Intake.Events);
    }

    [Theory]
    [InlineData(null, "it does not know GetDebug")]
    [InlineData(7, "refuses us: PermissionDenied: not you")]
    public async Task Says_that_the_processes_are_not_to_be_had_and_reads_on(int? status, string cause)
    {
        _tetragon.OnDebug = status is { } code ? (exchange, _) => exchange.EndAsync(code, "not you") : null;
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        var taking = tetragon.TakeAsync(1, Cancellation);
        var (listener, _) = await _tetragon.ListenerAsync(Cancellation);

        await tetragon.Said.LineAsync(cause, Cancellation);
        await listener.SendAsync(new byte[] { 1 });

        Assert.Single(await taking);
        Assert.Single(tetragon.Said.Lines);
    }

    [Fact]
    public async Task Gives_up_on_processes_that_do_not_come()
    {
        var asked = new TaskCompletionSource();
        _tetragon.OnDebug = (exchange, _) =>
        {
            asked.SetResult();
            return exchange.OverAsync();
        };
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        var reading = tetragon.ReadAsync(Cancellation);
        await asked.Task.WaitAsync(Cancellation);

        await tetragon.Time.AdvanceUntilAsync(tetragon.Said.LineAsync("did not answer within 60 s", Cancellation), Cancellation);

        Assert.False(reading.IsCompleted);
    }

    [Fact]
    public async Task Fetches_them_again_after_a_reconnect_but_not_more_than_once_a_minute()
    {
        var dumps = 0;
        _tetragon.OnDebug = (exchange, _) =>
        {
            dumps++;
            return ScriptedTetragon.AnswerAsync(exchange, new GetDebugResponse { Processes = new() { Processes = { Cached(dumps) } } });
        };
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = StreamUnderTest.Tetragon(server.Address);
        await tetragon.TakeAsync(1, Cancellation);
        var again = tetragon.TakeAsync(1, Cancellation);
        await _tetragon.ListenerAsync(Cancellation);
        await _tetragon.ListenerAsync(Cancellation);
        for (var minutes = 0; minutes < 2;) // the first fetch's patience, then the pause before the second
        {
            minutes += await tetragon.Time.WaitAsync(Cancellation) == ProcessSeeding.Pause ? 1 : 0;
        }

        Assert.Equal(1, dumps);
        tetragon.Time.Advance(ProcessSeeding.Pause);

        Assert.Equal(Cached(2).ToByteArray(), Assert.Single(await again).Payload.ToArray());
    }

    [Fact]
    public async Task Asks_for_none_when_told_so()
    {
        _tetragon.OnDebug = (_, _) => throw new InvalidOperationException("asked");
        await using var server = await ScriptedGrpcServer.OnUnixSocketAsync(_tetragon.AnswerAsync);
        using var tetragon = new StreamUnderTest(new() { Type = "tetragon-grpc", Name = "tetragon", Address = server.Address, SeedProcesses = false });
        var taking = tetragon.TakeAsync(1, Cancellation);
        var (listener, _) = await _tetragon.ListenerAsync(Cancellation);

        await listener.SendAsync(new byte[] { 1 });
        await taking;

        Assert.Empty(tetragon.Said.Lines);
    }

    private static ProcessInternal Cached(int pid) => new()
    {
        Process = new() { ExecId = $"id{pid}", Pid = (uint)pid, Binary = "/bin/sh" },
        Color = "inUse",
        Refcnt = 1,
        RefcntOps = { ["process++"] = 1 },
    };
}
