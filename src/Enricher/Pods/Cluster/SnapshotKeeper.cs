using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Keeps a snapshot of the watched cluster for the next start: reads it before the watch begins, writes it now and then and at the stop.</summary>
internal sealed class SnapshotKeeper(
    ClusterView view, IOptions<EnricherOptions> options, TimeProvider time, ILogger<SnapshotKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly string _path = options.Value.Pods.SnapshotPath;
    private long _written;
    private bool _failed;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Restore();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        WriteIfChanged();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, time, stoppingToken);
            await Task.Run(WriteIfChanged, stoppingToken);
        }
    }

    private void Restore()
    {
        if (_path.Length == 0)
        {
            return;
        }

        var started = time.GetTimestamp();
        try
        {
            var found = ClusterSnapshot.Read(_path, view.Name);
            foreach (var before in found)
            {
                view.Restore(before);
            }

            if (found.Count > 0)
            {
                logger.SnapshotRead(found.Count, _path, time.GetElapsedTime(started).TotalSeconds);
            }
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            logger.SnapshotUnreadable(_path, e.Message);
        }

        _written = view.Changes;
    }

    // Half a picture is not worth keeping: the one before has more.
    private void WriteIfChanged()
    {
        var changes = view.Changes;
        if (_path.Length == 0 || changes == _written || !view.IsInSync(ClusterKind.Pod))
        {
            return;
        }

        try
        {
            ClusterSnapshot.Write(_path, view);
            (_written, _failed) = (changes, false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_failed)
            {
                logger.SnapshotUnwritable(_path, e.Message);
            }

            _failed = true;
        }
    }
}
