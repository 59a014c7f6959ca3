using Eyrie.Simulation.Falco;
using Eyrie.Simulation.Scenarios;
using Eyrie.Simulation.Serving;
using Eyrie.Simulation.Tetragon;

namespace Eyrie.Simulation;

/// <summary>A Falco and a Tetragon that do not exist, on gRPC sockets that do, playing scenarios.</summary>
internal sealed class SimulatedSensors : IAsyncDisposable
{
    private static readonly TimeSpan DrainCheckInterval = TimeSpan.FromMilliseconds(20);
    private readonly TimeProvider _time;
    private readonly FalcoQueue _falco = new();
    private readonly TetragonListeners _tetragon = new();
    private readonly TetragonAgent _agent = new();
    private readonly CancellationTokenSource _stopping = new();
    private SensorServer? _falcoServer;
    private SensorServer? _tetragonServer;

    private SimulatedSensors(TimeProvider time) => _time = time;

    /// <summary>Where a client finds Falco, as it goes into <c>eyrie.yaml</c>; null when there is none.</summary>
    public string? FalcoAddress => _falcoServer?.Address;

    /// <summary>Where a client finds Tetragon, as it goes into <c>eyrie.yaml</c>; null when there is none.</summary>
    public string? TetragonAddress => _tetragonServer?.Address;

    /// <summary>What became of Falco's alerts so far.</summary>
    public StreamCounts Falco => _falco.Counts;

    /// <summary>What became of Tetragon's events so far.</summary>
    public StreamCounts Tetragon => _tetragon.Counts;

    /// <summary>Lines of recordings that could not be read and are not played, with the reason.</summary>
    public IReadOnlyList<string> Skipped { get; private init; } = [];

    /// <summary>Completes when every scenario is played or the duration is over; faults when a scenario cannot go on.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Opens the sockets, then plays in the background. The sockets stay open after <see cref="Completion"/>.</summary>
    /// <exception cref="FormatException">An address or a recording cannot be read.</exception>
    /// <exception cref="FileNotFoundException">A scenario is neither a name we know nor a path that exists.</exception>
    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public static async Task<SimulatedSensors> StartAsync(
        SimulationOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var play = ScenarioPlay.Prepare(options);
        var sensors = new SimulatedSensors(time) { Skipped = play.Skipped };
        try
        {
            await sensors.OpenAsync(options, cancellation);
        }
        catch
        {
            await sensors.DisposeAsync();
            throw;
        }

        sensors.Completion = sensors.PlayAsync(options, play);
        return sensors;
    }

    /// <summary>Waits until clients have taken everything that is queued, at most that long.</summary>
    /// <returns>False when something is still queued.</returns>
    public async Task<bool> DrainAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        while (IsAwaited)
        {
            if (_time.GetElapsedTime(started) >= atMost)
            {
                return false;
            }

            await Task.Delay(DrainCheckInterval, _time, cancellation);
        }

        return true;
    }

    /// <summary>Ends the play early. The streams stay open, so that what is queued can still be taken.</summary>
    public Task EndPlayAsync() => _stopping.CancelAsync();

    /// <summary>Ends the play, ends all streams, closes the sockets.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_falcoServer?.DisposeAsync() ?? default);
        await (_tetragonServer?.DisposeAsync() ?? default);
        _stopping.Dispose();
    }

    /// <summary>Alerts that nobody ever asked for are not waited for.</summary>
    private bool IsAwaited => Tetragon.Waiting > 0 || (Falco.Waiting > 0 && _falco.FirstClient.IsCompleted);

    private async Task OpenAsync(SimulationOptions options, CancellationToken cancellation)
    {
        if (options.FalcoAddress is { } falco)
        {
            _falcoServer = await SensorServer.StartAsync(
                SensorAddress.Parse(falco), server => server.AddFalco(_falco), cancellation);
        }

        if (options.TetragonAddress is { } tetragon)
        {
            _tetragonServer = await SensorServer.StartAsync(
                SensorAddress.Parse(tetragon), server => server.AddTetragon(_tetragon, _agent), cancellation);
        }
    }

    private async Task PlayAsync(SimulationOptions options, ScenarioPlay play)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        try
        {
            if (options.WaitForClient)
            {
                await (options.TetragonAddress is null ? _falco.FirstClient : _tetragon.FirstClient)
                    .WaitAsync(ending.Token);
            }

            using var timer = options.Duration is { } duration
                ? _time.CreateTimer(_ => ending.Cancel(), null, duration, Timeout.InfiniteTimeSpan)
                : null;
            await Timeline.PlayAsync(play.Begin(_time.GetUtcNow()), Publish, _time, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
    }

    private void Publish(SensorMessage message)
    {
        if (message.TetragonEvent is null)
        {
            _falco.Push(message);
        }
        else
        {
            _agent.Observe(message.TetragonEvent);
            _tetragon.Publish(message);
        }
    }
}
