using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// Reads several sensors as one: a stream to each address, each with its own life. Addresses that a name gets later are read from then on,
/// those that it loses no longer. Ends only with a failure that none of them can survive.
/// </summary>
internal sealed class ManyStreams(SensorContext context, SensorAddresses addresses, OpenStream open) : ISensorStream
{
    private readonly Dictionary<string, Child> _children = new(StringComparer.Ordinal);
    private readonly ILogger _logger = context.Loggers.CreateLogger<ManyStreams>();
    private string? _complaint;

    public async Task ReadAsync(IEventIntake intake, CancellationToken cancellation)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            while (true)
            {
                await LookAroundAsync(intake, all.Token);
                await FailureOrAsync(NextLookAsync(all.Token));
            }
        }
        finally
        {
            await all.CancelAsync();
            await Task.WhenAll(_children.Values.Select(child => child.Reading)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var child in _children.Values)
            {
                child.Dispose();
            }

            _children.Clear();
        }
    }

    private Task NextLookAsync(CancellationToken cancellation) => Task.Delay(
        addresses.AreAsked ? context.Sensor.ResolveInterval : Timeout.InfiniteTimeSpan, context.Time, cancellation);

    /// <summary>Waits; a stream that can never be read ends the wait, and us.</summary>
    private async Task FailureOrAsync(Task wait)
    {
        var ended = await Task.WhenAny([wait, .. _children.Values.Select(child => child.Reading)]);
        await ended;
    }

    private async Task LookAroundAsync(IEventIntake intake, CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is not { } found)
        {
            return; // those that are read may well be there: only a name that answers takes one away
        }

        foreach (var sensor in found)
        {
            if (!_children.ContainsKey(sensor.Address))
            {
                _children.Add(sensor.Address, Begin(sensor, intake, cancellation));
            }
        }

        foreach (var gone in _children.Keys.Except(found.Select(sensor => sensor.Address), StringComparer.Ordinal).ToArray())
        {
            _logger.AddressGone(context.Sensor.Name, gone, context.Sensor.Address);
            await EndAsync(gone);
        }
    }

    private async Task<IReadOnlyList<SensorOptions>?> FindAsync(CancellationToken cancellation)
    {
        try
        {
            var found = await addresses.FindAsync(cancellation);
            _complaint = null;
            return found;
        }
        catch (SocketException e)
        {
            if (_complaint != e.Message)
            {
                _logger.NameNotResolved(context.Sensor.Name, context.Sensor.Address, e.Message, _children.Count);
                _complaint = e.Message;
            }

            return null;
        }
    }

    private Child Begin(SensorOptions sensor, IEventIntake intake, CancellationToken cancellation)
    {
        var (ingestor, time) = (context.Ingestor, context.Time);
        var status = context.Status.ForAddress(sensor.Address);
        var loop = new StreamLoop(
            open(context with { Sensor = sensor, Status = status }),
            intake,
            status,
            new(ingestor.FirstReconnectDelay, ingestor.MaxReconnectDelay, Random.Shared),
            ingestor.HealthyAfter,
            time);
        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return new(loop.RunAsync(ending.Token), ending, status);
    }

    private async Task EndAsync(string address)
    {
        _children.Remove(address, out var child);
        using (child)
        {
            await child!.Ending.CancelAsync();
            await child.Reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed record Child(Task Reading, CancellationTokenSource Ending, SensorStatus Status) : IDisposable
    {
        public void Dispose()
        {
            Ending.Dispose();
            Status.Dispose();
        }
    }
}
