using CsCheck;
using Eyrie.Contracts;

namespace Eyrie.Ingestor.Tests;

public sealed class EventBufferTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Refuses_an_event_beyond_its_count()
    {
        var buffer = new EventBuffer(maxEvents: 2, maxBytes: 100);

        Assert.True(buffer.TryAdd(An.EventOf(1)));
        Assert.True(buffer.TryAdd(An.EventOf(1)));
        Assert.False(buffer.TryAdd(An.EventOf(1)));
    }

    [Fact]
    public void Refuses_an_event_beyond_its_bytes()
    {
        var buffer = new EventBuffer(maxEvents: 100, maxBytes: 10);

        Assert.True(buffer.TryAdd(An.EventOf(6)));
        Assert.False(buffer.TryAdd(An.EventOf(5)));
        Assert.True(buffer.TryAdd(An.EventOf(4)));
    }

    [Fact]
    public void Takes_an_event_larger_than_itself_when_it_is_empty()
    {
        var buffer = new EventBuffer(maxEvents: 100, maxBytes: 10);

        Assert.True(buffer.TryAdd(An.EventOf(11)));
        Assert.False(buffer.TryAdd(An.EventOf(0)));
    }

    [Fact]
    public void Gives_back_what_was_returned_before_all_else()
    {
        var buffer = new EventBuffer(maxEvents: 1, maxBytes: 10);
        buffer.TryAdd(An.Event(2));

        buffer.Return(An.Event(1)); // although it is full

        Assert.Equal([1, 2], Drain(buffer).Select(sensorEvent => (int)sensorEvent.Payload.Span[0]));
    }

    [Fact]
    public async Task Lets_a_writer_wait_for_room()
    {
        var buffer = new EventBuffer(maxEvents: 1, maxBytes: 10);
        buffer.TryAdd(An.Event(1));
        var waiting = buffer.RoomAsync(Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);

        buffer.TryTake(out _);

        await waiting;
    }

    [Fact]
    public async Task Wakes_its_reader_for_an_event_and_for_the_end()
    {
        var buffer = new EventBuffer(maxEvents: 1, maxBytes: 10);
        var waiting = buffer.WaitAsync(Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        buffer.TryAdd(An.Event(1));
        Assert.True(await waiting);

        buffer.TryTake(out _);
        waiting = buffer.WaitAsync(Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        buffer.Complete();
        Assert.False(await waiting);
    }

    [Fact]
    public void Keeps_its_limits_its_order_and_its_sums_whatever_happens() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 64], Gen.Int[-1, 40].Array[0, 60]).Sample((maxEvents, maxBytes, steps) =>
        {
            var buffer = new EventBuffer(maxEvents, maxBytes);
            var model = new Queue<SensorEvent>();
            foreach (var step in steps) // -1 takes, all else adds an event of that size
            {
                if (step < 0)
                {
                    Assert.Equal(model.TryDequeue(out var expected), buffer.TryTake(out var taken));
                    Assert.Equal(expected, taken);
                }
                else
                {
                    var fits = model.Count == 0
                        || (model.Count < maxEvents && model.Sum(sensorEvent => sensorEvent.Payload.Length) + step <= maxBytes);
                    var added = An.EventOf(step);
                    Assert.Equal(fits, buffer.TryAdd(added));
                    if (fits)
                    {
                        model.Enqueue(added);
                    }
                }

                Assert.Equal((model.Count, model.Sum(sensorEvent => (long)sensorEvent.Payload.Length)), (buffer.Count, buffer.Bytes));
            }
        });

    [Fact]
    public async Task Loses_nothing_between_a_writer_and_a_reader_that_race()
    {
        const int Events = 20_000;
        var buffer = new EventBuffer(maxEvents: 3, maxBytes: 1_000_000);
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < Events; i++)
                {
                    await buffer.RoomAsync(Cancellation);
                    Assert.True(buffer.TryAdd(An.Event(BitConverter.GetBytes(i))));
                }

                buffer.Complete();
            },
            Cancellation);

        var next = 0;
        while (await buffer.WaitAsync(Cancellation))
        {
            while (buffer.TryTake(out var sensorEvent))
            {
                Assert.Equal(next++, BitConverter.ToInt32(sensorEvent.Payload.Span));
            }
        }

        await writing;
        Assert.Equal(Events, next);
    }

    private static List<SensorEvent> Drain(EventBuffer buffer)
    {
        var events = new List<SensorEvent>();
        while (buffer.TryTake(out var sensorEvent))
        {
            events.Add(sensorEvent);
        }

        return events;
    }
}
