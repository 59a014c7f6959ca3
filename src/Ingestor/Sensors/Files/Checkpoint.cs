using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// Keeps a sensor's places beyond this process, each only once all that was read before it is durable. One save at a time and few a
/// second, whatever comes; reading goes on meanwhile.
/// </summary>
internal sealed class Checkpoint(CheckpointFile file, string sensor, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the end of reading waits for what was read to become durable.</summary>
    public static readonly TimeSpan LastSaveTime = TimeSpan.FromSeconds(2);

    private Task _saving = Task.CompletedTask;
    private long? _savedAt;
    private long _durable;
    private bool _isBroken;
    private IReadOnlyList<Place>? _saved;

    /// <summary>What was saved; null when there was nothing. What cannot be read is told, and is no places at all: everything is read again.</summary>
    public IReadOnlyList<Place>? Load()
    {
        try
        {
            return file.Load();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            logger.CheckpointUnreadable(sensor, file.Path, e.Message);
            return [];
        }
    }

    /// <summary>True when it is time for another save.</summary>
    public bool IsDue => _saving.IsCompleted && (_savedAt is not { } at || time.GetElapsedTime(at) >= Interval);

    /// <summary>Begins a save.</summary>
    /// <param name="intake">Where what was read went.</param>
    /// <param name="position">The last of it, for <see cref="IEventIntake.DurableAsync"/>; 0 when nothing was read.</param>
    /// <param name="places">The places by then.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public void Begin(IEventIntake intake, long position, IReadOnlyList<Place> places, CancellationToken cancellation)
    {
        _savedAt = time.GetTimestamp();
        _saving = SaveAsync(intake, position, places, cancellation);
    }

    /// <summary>Saves a last time, if what was read becomes durable soon.</summary>
    public async Task EndAsync(IEventIntake intake, long position, IReadOnlyList<Place> places)
    {
        using var tooLate = new CancellationTokenSource(LastSaveTime, time);
        await _saving; // stopped with the reading
        await SaveAsync(intake, position, places, tooLate.Token);
    }

    private async Task SaveAsync(IEventIntake intake, long position, IReadOnlyList<Place> places, CancellationToken cancellation)
    {
        try
        {
            if (position != _durable)
            {
                await intake.DurableAsync(position, cancellation);
                _durable = position;
            }

            if (_saved is not null && places.SequenceEqual(_saved))
            {
                return;
            }

            file.Save(places);
            _saved = places;
            if (_isBroken)
            {
                logger.CheckpointRecovered(sensor, file.Path);
            }

            _isBroken = false;
        }
        catch (OperationCanceledException)
        {
            // The places before stay: what was read since then is read again.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_isBroken)
            {
                logger.CheckpointUnwritable(sensor, file.Path, e.Message);
            }

            _isBroken = true;
        }
    }
}
