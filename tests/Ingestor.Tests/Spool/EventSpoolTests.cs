using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Spool;

public sealed class EventSpoolTests : IDisposable
{
    private static readonly SpoolLimits LittleMemory = new(MemoryEvents: 4, MemoryBytes: 1_000_000, DiskBytes: 1_000_000_000);

    private readonly TestFolder _folder = new();
    private readonly TestMeters _meters = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Gives_events_in_the_order_in_which_they_came_whatever_they_are_worth()
    {
        using var spool = Open();

        spool.Write(An.Kept(1, EventWorth.Alert), An.Kept(2), An.Kept(3, EventWorth.Policy), An.Kept(4), An.Kept(5, EventWorth.Alert));

        Assert.Equal([1, 2, 3, 4, 5], spool.TakeNumbers());
    }

    [Fact]
    public void Reads_back_from_disk_what_memory_has_no_room_for_and_loses_nothing()
    {
        using var spool = Open(limits: LittleMemory);

        foreach (var number in Enumerable.Range(0, 1_000))
        {
            spool.Write(An.Kept(number, (EventWorth)(number % 3)));
        }

        Assert.True(spool.Events.MemoryEvents <= 4);
        Assert.Equal(1_000, spool.Events.Waiting);
        Assert.Equal(Enumerable.Range(0, 1_000), spool.TakeNumbers());
        Assert.Equal((0, 0), (spool.Events.Waiting, _meters.Sum("eyrie.ingestor.events.dropped")));
    }

    [Fact]
    public void Keeps_the_order_while_new_events_come_during_the_reading_back()
    {
        using var spool = Open(limits: LittleMemory);
        var taken = new List<KeptEvent>();
        for (var number = 0; number < 500; number++)
        {
            spool.Write(An.Kept(number));
            if (number % 3 == 0)
            {
                spool.Events.Take(taken, taken.Count + 2);
            }
        }

        taken.AddRange(spool.TakeAll());

        Assert.Equal(Enumerable.Range(0, 500), taken.Select(An.Number));
    }

    [Fact]
    public void Gives_the_next_process_what_Kafka_did_not_have_byte_for_byte()
    {
        var rejected = new KeptEvent
        {
            Event = An.Event(9, 8, 7) with { Node = "nöde", Cluster = "prod", TraceParent = "00-1-2-01", Received = new(1234567890123456789) },
            Sensor = new("falco"),
            Worth = EventWorth.Alert,
            Reason = "unreadable",
            Error = "no JSON\nat all",
        };
        using (var spool = Open())
        {
            spool.Write(An.Kept(1), An.Kept(2), rejected, An.Kept(3));
            spool.Events.Settle(spool.TakeAll()[0].Position + 1);
            spool.Writer.Turn();
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        using var next = Open();
        next.Write(An.Kept(4));
        var taken = next.TakeAll();

        Assert.Equal([2, 3, 4], taken.Where(kept => kept.Reason is null).Select(An.Number));
        var found = Assert.Single(taken, kept => kept.Reason is not null);
        Assert.Equal(rejected.Event with { Payload = default }, found.Event with { Payload = default });
        Assert.Equal(rejected.Event.Payload.ToArray(), found.Event.Payload.ToArray());
        Assert.Equal(("falco", EventWorth.Alert, "unreadable", "no JSON\nat all"), (found.Sensor.Name, found.Worth, found.Reason, found.Error));
        Assert.Equal(3, _meters.Sum("eyrie.ingestor.events.recovered"));
        Assert.True(taken.Zip(taken.Skip(1)).All(pair => pair.First.Position < pair.Second.Position));
    }

    [Fact]
    public async Task Calls_an_event_durable_when_it_is_synced_and_not_before()
    {
        using var spool = Open();
        var kept = An.Kept(1);
        spool.Events.TryAdd(kept);
        var durable = spool.Events.DurableAsync(kept.Position, Cancellation).AsTask();
        Assert.False(durable.IsCompleted);

        spool.Writer.Turn();

        await durable;
        await spool.Events.DurableAsync(kept.Position, Cancellation);
    }

    [Fact]
    public async Task Calls_an_event_durable_when_Kafka_has_it_although_there_is_no_disk()
    {
        using var spool = Open(new() { Enabled = false });
        var kept = An.Kept(1);
        spool.Events.TryAdd(kept);
        var durable = spool.Events.DurableAsync(kept.Position, Cancellation).AsTask();
        spool.Writer.Turn();
        Assert.False(durable.IsCompleted);

        spool.Events.Settle(kept.Position + 1);

        await durable;
    }

    [Fact]
    public void Gives_files_back_when_Kafka_has_what_is_in_them()
    {
        using var spool = Open(new() { SegmentBytes = 1024 * 1024 });
        spool.Write(Enumerable.Range(0, 500).Select(number => An.Kept(number, bytes: 10_000)));
        Assert.True(Files().Length > 3);

        spool.Events.Settle(spool.TakeAll()[^1].Position + 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        spool.Writer.Turn();

        Assert.Empty(Files());
        Assert.Equal(0, spool.Events.DiskBytes);
    }

    [Fact]
    public void Drops_the_oldest_of_the_least_worth_when_the_disk_holds_no_more_and_counts_it()
    {
        var options = new SpoolOptions { MaxBytes = 16 * 1024 * 1024 };
        using var spool = Open(options, LittleMemory with { DiskBytes = options.MaxBytes });

        for (var number = 0; number < 3_000; number++)
        {
            spool.Write(An.Kept(number, (EventWorth)(number % 3), bytes: 10_000, sensor: $"{number % 3}"));
        }

        var taken = spool.TakeAll();
        Assert.True(spool.Events.DiskBytes <= options.MaxBytes);
        Assert.Equal(Enumerable.Range(0, 3_000).Where(number => number % 3 == 2), taken.Where(kept => kept.Worth is EventWorth.Alert).Select(An.Number));
        Assert.Equal(3_000 - taken.Count, spool.Dropped("spool_full"));
        Assert.Equal(1_000 - taken.Count(kept => kept.Worth is EventWorth.Telemetry), _meters.Sum("eyrie.ingestor.events.dropped", "sensor=0", "reason=spool_full"));
        Assert.True(_meters.Sum("eyrie.ingestor.events.dropped", "sensor=0", "reason=spool_full") > 900);
        Assert.Equal(taken.Select(An.Number).Order(), taken.Select(An.Number)); // of those that are left the order is kept
        Assert.Contains(spool.AccountLog.Lines, line => line.Contains("spool_full", StringComparison.Ordinal));
    }

    [Fact]
    public void Drops_in_memory_by_worth_when_there_is_no_disk()
    {
        using var spool = Open(new() { Enabled = false }, LittleMemory);

        foreach (var number in Enumerable.Range(0, 4))
        {
            Assert.True(spool.Events.TryAdd(An.Kept(number)));
        }

        Assert.True(spool.Events.TryAdd(An.Kept(4, EventWorth.Alert)));
        Assert.True(spool.Events.TryAdd(An.Kept(5)));
        foreach (var number in Enumerable.Range(6, 3))
        {
            Assert.True(spool.Events.TryAdd(An.Kept(number, EventWorth.Alert)));
        }

        Assert.False(spool.Events.TryAdd(An.Kept(9, EventWorth.Policy))); // worth less than all that is there
        Assert.Equal([4, 6, 7, 8], spool.TakeNumbers());
        Assert.Equal(5, spool.Dropped("buffer_full"));
    }

    [Fact]
    public async Task Has_room_for_those_that_can_wait_while_a_backlog_fills_the_memory_and_the_disk_has_place()
    {
        using var spool = Open(limits: LittleMemory);

        spool.Write(Enumerable.Range(0, 100).Select(number => An.Kept(number)));

        Assert.Equal(LittleMemory.MemoryEvents, spool.Events.MemoryEvents);
        await spool.Events.RoomAsync(EventWorth.Alert, Cancellation);
    }

    [Fact]
    public async Task Lets_those_wait_for_room_that_can_and_only_for_room_among_their_equals()
    {
        var options = new SpoolOptions { MaxBytes = 16 * 1024 * 1024 };
        using var spool = Open(options, LittleMemory with { DiskBytes = options.MaxBytes });
        while (spool.Events.DiskBytes < 0.75 * options.MaxBytes)
        {
            spool.Write(An.Kept(0, bytes: 500_000));
        }

        await spool.Events.RoomAsync(EventWorth.Alert, Cancellation); // telemetry goes before alerts
        var waiting = spool.Events.RoomAsync(EventWorth.Telemetry, Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);

        spool.Events.Settle(spool.TakeAll()[^1].Position + 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        spool.Writer.Turn();
        await waiting;
    }

    [Fact]
    public void Drops_nothing_that_Kafka_takes_while_the_disk_stands_still()
    {
        using var spool = Open(limits: LittleMemory);

        foreach (var number in Enumerable.Range(0, 100))
        {
            Assert.True(spool.Events.TryAdd(An.Kept(number, (EventWorth)(number % 3))));
            spool.Events.Settle(spool.TakeAll()[^1].Position + 1);
        }

        Assert.Equal((0, 0), (spool.Dropped("buffer_full"), spool.Events.MemoryEvents));
    }

    [Fact]
    public void Asks_the_writer_after_a_failure_only_for_what_it_did_not_get_to()
    {
        var lane = new Lane(EventWorth.Alert);
        var batch = new List<KeptEvent>();
        Enumerable.Range(0, 4).Select(number => An.Kept(number)).ToList().ForEach(lane.Memory.Add);
        lane.GiveToWriter(batch, bytes: 1_000_000);
        foreach (var kept in batch[..2])
        {
            kept.Place = new SpoolPlace(new("segment", EventWorth.Alert, 1, 0), 0, 0);
        }

        batch.Clear();
        lane.WriterIsDone(succeeded: false); // the disk was full in the middle
        lane.GiveToWriter(batch, bytes: 1_000_000);

        Assert.Equal([2, 3], batch.Select(An.Number));
    }

    public void Dispose()
    {
        _meters.Dispose();
        _folder.Dispose();
    }

    private SpoolUnderTest Open(SpoolOptions? options = null, SpoolLimits? limits = null) => new(_folder["spool"], _meters, _time, options, limits);

    private string[] Files() => Directory.GetFiles(_folder["spool"], "*.log");
}
