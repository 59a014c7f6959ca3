using Eyrie.Platform;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Keeps the sinks in sync with one kind of objects: lists, watches, and does what the failure in between asks for.</summary>
internal sealed class ResourceWatch
{
    // So many refusals in a row of a version mean that it will never be served: etcd was restored from a backup, for instance.
    private const int MostRefusals = 10;

    private readonly WatchServices _services;
    private readonly WatchedResource _resource;
    private readonly ResourceList _list;
    private readonly WatchStream _stream;
    private readonly Backoff _backoff;
    private readonly Backoff _longBackoff;
    private bool _isListed;
    private int _refusals;
    private int _expirations;

    public ResourceWatch(WatchServices services, WatchedResource resource, IObjectReader objects, int pageSize)
    {
        (_services, _resource) = (services, resource);
        _list = new(services, resource, objects, pageSize);
        _stream = new(services, resource, objects);
        _backoff = new(services.Pace.FirstDelay, services.Pace.LongestDelay, services.Random);
        _longBackoff = new(services.Pace.FirstLongDelay, services.Pace.LongestLongDelay, services.Random);
    }

    /// <summary>Runs until stopping.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var started = _services.Time.GetTimestamp();
            var failure = await TryAsync(stopping);
            var elapsed = _services.Time.GetElapsedTime(started);
            var delay = React(failure, _stream.IsOpen && (_stream.IsFruitful || elapsed >= _services.Pace.Settled));
            delay = elapsed < _services.Pace.FirstDelay && delay == TimeSpan.Zero ? _backoff.Next() : delay; // never as fast as it can
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, _services.Time, stopping);
            }
        }
    }

    // Null: the server ended the watch as agreed.
    private async Task<ApiException?> TryAsync(CancellationToken stopping)
    {
        _stream.Forget();
        try
        {
            if (!_isListed)
            {
                var version = await _list.ReadAsync(stopping);
                _stream.Begin(version, _list.Uids);
                _isListed = true;
            }

            await _stream.ReadAsync(stopping);
            return null;
        }
        catch (ApiException e)
        {
            return e;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            return new(ApiTrouble.Broken, $"the watch of {_resource.Resource} failed: {e.Message}", e);
        }
    }

    private TimeSpan React(ApiException? failure, bool settled)
    {
        if (settled)
        {
            _backoff.Reset();
            _longBackoff.Reset();
            _expirations = 0;
        }

        _refusals = settled || failure is null ? 0 : _refusals + 1;
        _expirations += failure?.Trouble is ApiTrouble.Expired ? 1 : 0;
        _isListed &= !MustList(failure);
        var delay = Delay(failure, settled);
        _services.Report.Ended(_resource, failure, MustTell(failure, settled), delay);
        return delay;
    }

    private bool MustList(ApiException? failure) => _stream.IsDoubtful || failure?.Trouble switch
    {
        ApiTrouble.Expired or ApiTrouble.Refused or ApiTrouble.Broken or ApiTrouble.Unreadable => true,
        ApiTrouble.Ahead or ApiTrouble.Busy => _refusals > 0 && _refusals % MostRefusals == 0,
        _ => false,
    };

    // What the next try mends is not worth a word. That of a broken connection comes at once.
    private bool MustTell(ApiException? failure, bool settled) => failure is not null && (failure.Trouble switch
    {
        ApiTrouble.Cut or ApiTrouble.Silent => !settled,
        ApiTrouble.Expired => _expirations > 1,
        ApiTrouble.Unauthorized or ApiTrouble.Ahead => _refusals > 1,
        _ => true,
    });

    private TimeSpan Delay(ApiException? failure, bool settled) => failure?.Trouble switch
    {
        null or ApiTrouble.Cut or ApiTrouble.Silent when settled => TimeSpan.Zero,
        ApiTrouble.Expired when _expirations == 1 => Spread(), // usual after an outage, however long the waits have grown
        ApiTrouble.Unauthorized when _refusals <= 1 => TimeSpan.Zero, // the token may have been replaced a moment ago
        ApiTrouble.Forbidden or ApiTrouble.Missing => _longBackoff.Next(),
        _ => failure?.RetryAfter is { } asked ? asked + Spread() : _backoff.Next(),
    };

    private TimeSpan Spread() => _services.Random.NextDouble() * _services.Pace.LongestSpread;
}
