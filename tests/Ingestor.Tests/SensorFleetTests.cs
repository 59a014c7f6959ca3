using System.Collections.Concurrent;
using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests;

public sealed class SensorFleetTests : IDisposable
{
    private readonly ConcurrentQueue<string> _story = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ends = new(StringComparer.Ordinal);
    private readonly RecordedLog<SensorFleet> _log = new();
    private readonly CancellationTokenSource _stop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_on_undisturbed_what_a_new_list_does_not_change()
    {
        var reload = new SensorReload([Sensor("a", "x"), Sensor("b", "x"), Sensor("c", "x")]);
        var running = Fleet(reload).RunAsync(_stop.Token);
        await ToldAsync("begin a x", "begin b x", "begin c x");

        reload.Apply([Sensor("a", "x"), Sensor("b", "y"), Sensor("d", "x")]);
        await ToldAsync("end b x", "begin b y", "end c x", "begin d x");
        await _stop.CancelAsync();
        await running;

        Assert.Single(_story, "begin a x");
        Assert.Contains("end a x", _story); // at the very end
        var story = _story.ToList();
        Assert.True(story.IndexOf("end b x") < story.IndexOf("begin b y")); // the old one has let go first
    }

    [Fact]
    public async Task Ends_when_all_sensors_are_at_an_end_for_good()
    {
        var running = Fleet(new([Sensor("a", "x"), Sensor("b", "x")])).RunAsync(_stop.Token);
        await ToldAsync("begin a x", "begin b x");

        _ends["a"].SetResult();
        await ToldAsync("end a x");
        Assert.False(running.IsCompleted);
        _ends["b"].SetResult();

        await running;
    }

    [Fact]
    public async Task Ends_when_a_sensor_of_the_first_list_cannot_be_read_with_its_settings()
    {
        var running = Fleet(new([Sensor("a", "x"), Sensor("b", "x")])).RunAsync(_stop.Token);
        await ToldAsync("begin a x", "begin b x");

        _ends["a"].SetException(new PipelineException(FailureKind.Fatal, "no key"));

        await Assert.ThrowsAsync<PipelineException>(() => running);
        Assert.Contains("end b x", _story);
    }

    [Fact]
    public async Task Does_not_let_a_mistake_in_a_new_sensor_cost_the_others()
    {
        var reload = new SensorReload([Sensor("a", "x")]);
        var running = Fleet(reload).RunAsync(_stop.Token);
        reload.Apply([Sensor("a", "x"), Sensor("b", "x")]);
        await ToldAsync("begin a x", "begin b x");

        _ends["b"].SetException(new PipelineException(FailureKind.Fatal, "no key"));
        await _log.LineAsync("cannot be read with its settings", Cancellation);

        Assert.False(running.IsCompleted);
        Assert.DoesNotContain("end a x", _story);
        await _stop.CancelAsync();
        await running;
    }

    public void Dispose() => _stop.Dispose();

    private static SensorOptions Sensor(string name, string address) => new() { Name = name, Type = "falco-grpc", Address = address, Addresses = [] };

    private SensorFleet Fleet(SensorReload reload) => new(reload, ReadAsync, _log);

    private async Task ReadAsync(SensorOptions sensor, CancellationToken stop)
    {
        var end = _ends.AddOrUpdate(sensor.Name, static _ => new(), static (_, _) => new());
        _story.Enqueue($"begin {sensor.Name} {sensor.Address}");
        try
        {
            await end.Task.WaitAsync(stop);
        }
        finally
        {
            _story.Enqueue($"end {sensor.Name} {sensor.Address}");
        }
    }

    private async Task ToldAsync(params string[] words)
    {
        while (words.Except(_story).Any())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
