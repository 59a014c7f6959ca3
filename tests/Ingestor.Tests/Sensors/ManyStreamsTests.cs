using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Sensors;

public sealed class ManyStreamsTests : IDisposable
{
    private static readonly SensorOptions Named = new() { Type = "tetragon-grpc", Name = "tetragon", Address = "dns:///tetragon:54321", Tls = new() };
    private static readonly SensorOptions Listed = new() { Type = "tetragon-grpc", Name = "tetragon", Addresses = ["a:1", "b:1"] };

    private readonly TestMeters _meters = new();
    private readonly WatchedTime _time = new();
    private readonly RecordedLog<SensorStatus> _statusLog = new();
    private readonly RecordedLog<ManyStreams> _log = new();
    private readonly RecordedIntake _intake = new();
    private readonly ConcurrentDictionary<string, ScriptedStream> _streams = new();
    private readonly ConcurrentDictionary<string, SensorOptions> _opened = new();
    private readonly CancellationTokenSource _stop = new();
    private Func<IPAddress[]> _dns = () => [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_each_of_a_list_whatever_becomes_of_the_others()
    {
        var reading = Read(Listed);
        var a = await At("a:1").ConnectedAsync(Cancellation);
        var b = await At("b:1").ConnectedAsync(Cancellation);

        a.Complete();
        await _time.PassAsync(Cancellation); // only the one that was lost waits
        a = await At("a:1").ConnectedAsync(Cancellation);
        await a.WriteAsync(An.Event(1), Cancellation);
        await b.WriteAsync(An.Event(2), Cancellation);

        await _intake.NextAsync(Cancellation);
        await _intake.NextAsync(Cancellation);
        Assert.Equal<byte>([1, 2], _intake.Events.Select(kept => kept.Payload.Span[0]).Order());
        Assert.Equal(["Warning: Cannot read tetragon: a:1 ended the stream. Trying on; the next line about it is when that changes"], _statusLog.Lines);
        Assert.False(reading.IsCompleted);
    }

    [Fact]
    public async Task Begins_with_addresses_that_a_name_gets_and_ends_with_those_that_it_loses()
    {
        _dns = () => [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.2")];
        var reading = Read(Named);
        var first = await At("10.0.0.1:54321").ConnectedAsync(Cancellation);
        await At("10.0.0.2:54321").ConnectedAsync(Cancellation);

        _dns = () => [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd00::3")];
        Assert.Equal(Named.ResolveInterval, await _time.PassAsync(Cancellation));
        await At("[fd00::3]:54321").ConnectedAsync(Cancellation);
        await _log.LineAsync("Not reading tetragon at 10.0.0.2:54321 any more: dns:///tetragon:54321 has it no longer", Cancellation);
        await first.WriteAsync(An.Event(1), Cancellation); // not disturbed

        await _intake.NextAsync(Cancellation);
        Assert.False(reading.IsCompleted);
        Assert.Equal("tetragon", _opened["10.0.0.1:54321"].Tls!.ServerName); // an address is in no certificate
    }

    [Fact]
    public async Task Reads_on_what_it_knows_while_nobody_answers_for_the_name()
    {
        _dns = () => [IPAddress.Parse("10.0.0.1")];
        var reading = Read(Named);
        var known = await At("10.0.0.1:54321").ConnectedAsync(Cancellation);

        _dns = () => throw new SocketException((int)SocketError.TryAgain);
        for (var i = 0; i < 3; i++)
        {
            await _time.PassAsync(Cancellation);
        }

        await known.WriteAsync(An.Event(1), Cancellation);
        await _intake.NextAsync(Cancellation);
        Assert.Contains("tetragon has no addresses at dns:///tetragon:54321", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.False(reading.IsCompleted);
    }

    [Fact]
    public async Task Waits_for_a_name_that_nobody_knows_yet()
    {
        _dns = () => throw new SocketException((int)SocketError.HostNotFound);
        _ = Read(Named);
        await _log.LineAsync("has no addresses", Cancellation);

        _dns = () => [IPAddress.Parse("10.0.0.1")];
        await _time.PassAsync(Cancellation);

        await At("10.0.0.1:54321").ConnectedAsync(Cancellation);
    }

    [Fact]
    public async Task Ends_with_what_none_of_them_can_survive()
    {
        var reading = Read(Listed);
        await At("b:1").ConnectedAsync(Cancellation);

        (await At("a:1").ConnectedAsync(Cancellation)).Complete(new PipelineException(FailureKind.Fatal, "no key"));

        Assert.Equal(FailureKind.Fatal, (await Assert.ThrowsAsync<PipelineException>(() => reading)).Kind);
    }

    [Fact]
    public async Task Ends_them_all_when_told_to_stop()
    {
        var reading = Read(Listed);
        await At("a:1").ConnectedAsync(Cancellation);
        await At("b:1").ConnectedAsync(Cancellation);

        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _meters.Dispose();
    }

    private ScriptedStream At(string address) => _streams.GetOrAdd(address, static _ => new());

    private Task Read(SensorOptions sensor)
    {
        var metrics = new IngestorMetrics(_meters);
        var context = new SensorContext(
            sensor, new(), A.Status(sensor, metrics, new FakeTimeProvider(), _statusLog), metrics, _time, new OneLog(_log));
        var addresses = new SensorAddresses(sensor, (_, _) => Task.FromResult(_dns()));
        return new ManyStreams(context, addresses, Open).ReadAsync(_intake, _stop.Token);
    }

    private ScriptedStream Open(SensorContext one)
    {
        _opened[one.Sensor.Address] = one.Sensor;
        return At(one.Sensor.Address);
    }
}
