using System.Collections.Concurrent;
using Confluent.Kafka;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.OnCall;

/// <summary>The addresses of a sink, each with a desk and a loop of its own: one that is slow or refuses us delays no other.</summary>
internal sealed class Dispatcher(OnCallTools tools) : IDisposable
{
    private static readonly RouteTarget NoTarget = new("", "", RouteSettings.None); // the group that waits there has its own
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    // Addresses come from routes, which people wrote: there are a few, and a loop that has nothing to do costs next to nothing.
    private readonly ConcurrentDictionary<string, (AddressDesk Desk, Task Loop)> _addresses = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();

    /// <summary>Takes an alert to its targets. Called by one thread.</summary>
    public void Deliver(PendingAlert alert, IReadOnlyList<RouteTarget> targets)
    {
        // A route may name the place that another means by saying nothing: of several the first.
        var places = targets.Select(target => (Address: tools.Notifier.AddressOf(target.Settings), Target: target)).DistinctBy(place => place.Address).ToList();
        alert.GoesTo(places.Count);
        foreach (var (address, target) in places)
        {
            DeskOf(address).Add(NoticeGrouping.GroupOf(alert.Alert, target.Settings), target, alert);
        }
    }

    /// <summary>So much waits that no more is read: what would wait for its update interval is told before.</summary>
    public void Hurry()
    {
        foreach (var (desk, _) in _addresses.Values)
        {
            desk.Ring();
        }
    }

    /// <summary>Takes the word that an incident is over to everybody who knows of it.</summary>
    public void Close(PendingAlert closing)
    {
        var knowing = tools.Book.WhoKnows(tools.Sink, closing.Alert.Incident)
            .Select(known => (known.Key.Address, known.Key.Group, known.Target))
            .Concat(_addresses.Values.Where(one => one.Desk.Has(closing.Alert.Incident))
                .Select(one => (one.Desk.Address, Group: closing.Alert.Incident, Target: NoTarget)))
            .DistinctBy(one => (one.Address, one.Group)).ToList();
        if (knowing.Count == 0)
        {
            tools.Settlement.Settle(closing, SinkOutcome.Folded);
            return;
        }

        closing.GoesTo(knowing.Count);
        foreach (var (address, group, target) in knowing)
        {
            DeskOf(address).Close(group, target, closing);
        }
    }

    /// <summary>Forgets what waits of some partitions; ends when what is being told right now is told, or after a while.</summary>
    public async Task DropAsync(IReadOnlySet<TopicPartition> partitions, TimeSpan patience)
    {
        foreach (var (desk, _) in _addresses.Values)
        {
            desk.Drop(alert => partitions.Contains(alert.Record.TopicPartition));
        }

        var started = tools.Time.GetTimestamp();
        while (_addresses.Values.Any(one => one.Desk.IsTelling) && tools.Time.GetElapsedTime(started) < patience)
        {
            await Task.Delay(LookInterval, tools.Time, _abort.Token);
        }
    }

    /// <summary>A loop that ended by a bug; null when none did.</summary>
    public Task? Failed => _addresses.Values.Select(one => one.Loop).FirstOrDefault(loop => loop.IsFaulted);

    /// <summary>Begins nothing more; ends when everything in flight has, at the latest after the time given.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        await _stopping.CancelAsync();
        var loops = Task.WhenAll(_addresses.Values.Select(one => one.Loop));
        await loops.WaitAsync(patience, tools.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _abort.CancelAsync();
        await loops.WaitAsync(patience, tools.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _abort.Dispose();
    }

    private AddressDesk DeskOf(string address) =>
        _addresses.TryGetValue(address, out var known) ? known.Desk : (_addresses[address] = Open(address)).Desk;

    private (AddressDesk Desk, Task Loop) Open(string address)
    {
        var desk = new AddressDesk(address, tools);
        return (desk, Task.Run(() => new AddressLoop(desk, tools).RunAsync(_stopping.Token, _abort.Token)));
    }
}
