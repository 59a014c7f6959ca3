using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Spool;

/// <summary>
/// Moves events from memory to disk, syncs them there, gives back what Kafka has. A disk that cannot be used is tried again now and then;
/// meanwhile events are in memory alone.
/// </summary>
internal sealed class SpoolWriter(
    EventSpool spool, SpoolOptions options, string path, SpoolAccount account, TimeProvider time, ILogger<SpoolWriter> logger) : IDisposable
{
    private const long BatchBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(2); // a write for many events, unless somebody waits for one
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan NextTry = TimeSpan.FromSeconds(5);

    private readonly List<KeptEvent>[] _batches = [[], [], []];
    private readonly int _segmentBytes = (int)Math.Min(options.SegmentBytes, options.MaxBytes / 8);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SpoolDisk? _disk;
    private Task? _due;
    private Task? _urgent;
    private bool _isRecovered;
    private long _written;
    private long? _unsyncedSince;
    private long? _failedAt;
    private long _lastWrite;
    private string? _trouble;

    /// <summary>What is wrong with the disk; null when nothing is, or it is not to be used.</summary>
    public string? Trouble => _trouble;

    /// <summary>Opens the folder and finds what an earlier process left. A disk that cannot be used is no failure.</summary>
    public void Open()
    {
        if (options.Enabled)
        {
            Attempt(static () => { });
        }
    }

    /// <summary>Completes when <see cref="RunAsync"/> does.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Works until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await WorkAsync(stop);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Turn();
        }
    }

    /// <summary>One turn: writes what is new, syncs what is due, gives back what is settled.</summary>
    public void Turn()
    {
        account.Look();
        if (!options.Enabled || (_failedAt is { } failed && time.GetElapsedTime(failed) < NextTry))
        {
            return;
        }

        Attempt(() =>
        {
            var safe = spool.Disk.GiveToWriter(_batches, BatchBytes);
            WriteBatches();
            Written(safe);
            SyncIfDue(safe);
            GiveBack();
            if (safe < spool.Next)
            {
                spool.Due.Set(); // more than one turn takes
            }
        });
    }

    /// <summary>Writes all that is left, and syncs it. What is then neither there nor in Kafka is lost.</summary>
    public void Close()
    {
        _failedAt = null;
        if (options.Enabled)
        {
            Attempt(() =>
            {
                while (_written < spool.Next)
                {
                    var next = spool.Disk.GiveToWriter(_batches, BatchBytes);
                    WriteBatches();
                    Written(next);
                }

                Sync(_written);
                GiveBack();
            });
        }
    }

    public void Dispose()
    {
        _disk?.Dispose();
        foreach (var segment in spool.Lanes.SelectMany(static lane => lane.Segments))
        {
            segment.Dispose();
        }
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        _due ??= spool.Due.WaitAsync();
        _urgent ??= spool.Urgent.WaitAsync();
        var isBusy = _unsyncedSince is not null || _failedAt is not null || spool.DiskBytes > 0;
        await Task.WhenAny(_due, _urgent, Task.Delay(isBusy ? Tick : NextTry, time, stop));
        if (!_urgent.IsCompleted && _due.IsCompleted)
        {
            await Task.WhenAny(_urgent, Task.Delay(Pace, time, stop));
        }

        _due = _due.IsCompleted ? null : _due;
        _urgent = _urgent.IsCompleted ? null : _urgent;
    }

    private void Attempt(Action work)
    {
        try
        {
            Reopen();
            work();
            _failedAt = null;
            if (_trouble is not null)
            {
                _trouble = null;
                account.DiskChanged(trouble: null);
                logger.SpoolRecovered(path);
            }

            spool.Disk.Use(true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            spool.Disk.WriterIsDone(succeeded: false);
            spool.Disk.Use(false);
            _failedAt = time.GetTimestamp();
            if (_trouble is null)
            {
                logger.SpoolUnusable(path, e.Message);
                account.DiskChanged(e.Message);
            }

            _trouble = e.Message;
        }
        finally
        {
            Array.ForEach(_batches, static batch => batch.Clear());
        }
    }

    private void Reopen()
    {
        if (_disk is not null && !Directory.Exists(path)) // somebody took it away
        {
            SpoolDisk.Abandon(spool.Lanes);
            _disk.Dispose();
            _disk = null;
        }

        _disk ??= new(OpenFolder(), _segmentBytes, spool.Gate);
    }

    private SpoolFolder OpenFolder()
    {
        var folder = SpoolFolder.Open(path);
        try
        {
            if (!_isRecovered)
            {
                SpoolRecovery.Fill(spool, folder);
                _isRecovered = true;
            }

            return folder;
        }
        catch
        {
            folder.Dispose(); // or we would keep ourselves from trying again
            throw;
        }
    }

    private void WriteBatches()
    {
        foreach (var lane in spool.Lanes)
        {
            var batch = _batches[(int)lane.Worth];
            if (batch.Count > 0)
            {
                _disk!.Write(lane, batch);
                _unsyncedSince ??= time.GetTimestamp();
                _lastWrite = time.GetTimestamp();
                account.Spooled(batch.Count);
            }
        }
    }

    private void Written(long safe)
    {
        _written = Math.Max(_written, safe);
        spool.Disk.WriterIsDone(succeeded: true);
    }

    private void SyncIfDue(long safe)
    {
        if (spool.Settled >= _written)
        {
            _unsyncedSince = null; // Kafka was faster
        }

        if (spool.Disk.IsAwaited || (_unsyncedSince is { } since && time.GetElapsedTime(since) >= options.SyncInterval))
        {
            Sync(safe);
        }
    }

    private void Sync(long safe)
    {
        foreach (var lane in spool.Lanes)
        {
            _disk!.Sync(lane);
        }

        _unsyncedSince = null;
        spool.Disk.Synced(safe);
    }

    private void GiveBack()
    {
        var settled = spool.Settled;
        var isIdle = time.GetElapsedTime(_lastWrite) >= Tick;
        foreach (var lane in spool.Lanes)
        {
            _disk!.DeleteSettled(lane, settled, isIdle);
        }

        while (spool.DiskBytes > options.MaxBytes - _segmentBytes && spool.Disk.Evict() is { } eviction)
        {
            EvictionCount.Drop(eviction, account, spool.First);
            _disk!.Remove(eviction.Lane, eviction.Segment);
        }

        _disk!.WriteMark(settled);
    }
}
