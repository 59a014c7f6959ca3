using Eyrie.Platform;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Commands.Stages;

/// <summary>Runs a stage as long as the process runs, in one life after the other: each has the configuration of its time.</summary>
internal sealed class StageRunner(
    StageDefinition stage, IReadOnlyDictionary<string, string?> settings, IServiceProvider process, IHostApplicationLifetime lifetime)
    : IHostedService, IWorkerGroup, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IReadOnlyDictionary<string, string?> _settings = settings;
    private StageLife? _life;
    private CancellationTokenRegistration _watch;

    /// <summary>Which stage.</summary>
    public StageDefinition Stage => stage;

    /// <summary>What its present life is made of; null between two.</summary>
    public IServiceProvider? Services => _life?.Services;

    public IEnumerable<BackgroundService> Workers => _life?.Workers ?? [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await BeginAsync(_settings, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends this life and begins one with other settings; when that does not start, one with those of before.</summary>
    /// <returns>Null when it runs with the other settings, else why not.</returns>
    public async Task<Exception?> ChangeAsync(IReadOnlyDictionary<string, string?> next, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            await EndAsync(cancellation);
            try
            {
                await BeginAsync(next, cancellation);
                _settings = next;
                return null;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                await BeginAsync(_settings, cancellation);
                return e;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await (_life?.StopAsync(cancellationToken) ?? Task.CompletedTask); // not disposed yet: its workers say whether they failed
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await (_life?.DisposeAsync() ?? ValueTask.CompletedTask);
        _gate.Dispose();
    }

    // A stage that ends by itself has failed, or has nothing more to do: the process ends with it.
    private async Task BeginAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken cancellation)
    {
        _life = await StageLife.StartAsync(stage, settings.Where(static setting => setting.Value is not null), process, cancellation);
        _watch = _life.Stopping.UnsafeRegister(static host => ((IHostApplicationLifetime)host!).StopApplication(), lifetime);
    }

    private async Task EndAsync(CancellationToken cancellation)
    {
        if (_life is { } life)
        {
            if (life.Stopping.IsCancellationRequested)
            {
                throw new OperationCanceledException("the process is stopping"); // it failed just now, and says why at the end
            }

            await _watch.DisposeAsync();
            await life.StopAsync(cancellation);
            _life = null;
            await life.DisposeAsync();
        }
    }
}
