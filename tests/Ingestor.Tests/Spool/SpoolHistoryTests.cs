using CsCheck;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests.Spool;

/// <summary>Random histories: whatever happens in whatever order, the account of the spool adds up.</summary>
public sealed class SpoolHistoryTests
{
    private const long PlentyOfDisk = 1_000_000_000;
    private const long LittleDisk = 600_000;

    private static readonly Act[] Common = [Act.Add, Act.Add, Act.Add, Act.Add, Act.Add, Act.Turn, Act.Take, Act.Take, Act.Settle, Act.Pass, Act.Await];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Loses_nothing_that_was_written_whenever_the_process_ends() =>
        Histories([.. Common, Act.Kill, Act.Close]).Sample(
            steps =>
            {
                using var history = Play(steps, PlentyOfDisk);
                Assert.Equal((0, 0), (history.Missing, history.Dropped));
            },
            iter: 120);

    [Fact]
    public void Loses_nothing_that_was_synced_whenever_the_power_is_cut() =>
        Histories([.. Common, Act.Cut, Act.Close]).Sample(
            steps =>
            {
                using var history = Play(steps, PlentyOfDisk);
                Assert.Equal(0, history.Missing); // what was settled may be cut off as well: it is counted, nobody knows that it was
            },
            iter: 120);

    [Fact]
    public void Counts_each_that_goes_when_the_disk_holds_no_more_once() =>
        Histories([.. Common, Act.Add, Act.Add, Act.Kill, Act.Close], length: 250).Sample(
            steps =>
            {
                using var history = Play(steps, LittleDisk);
                Assert.InRange(history.Dropped, history.Missing, history.Missing + history.Excused);
            },
            iter: 80);

    [Fact]
    public void Loses_by_a_flipped_bit_no_more_than_one() =>
        Histories([.. Common, Act.Flip]).Sample(
            steps =>
            {
                using var history = Play(steps, PlentyOfDisk);
                Assert.InRange(history.Missing, 0, history.Flips);
            },
            iter: 120);

    [Fact]
    public async Task Loses_nothing_and_keeps_the_order_while_all_work_at_once()
    {
        const int Adders = 4;
        const int Each = 3_000;
        using var folder = new TestFolder();
        using var meters = new TestMeters();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var spool = new SpoolUnderTest(
            folder["spool"], meters, TimeProvider.System, new() { SegmentBytes = 64 * 1024, SyncInterval = TimeSpan.FromMilliseconds(20) }, new(500, 1_000_000_000, PlentyOfDisk));
        var writing = spool.Writer.RunAsync(stop.Token);
        var adding = Enumerable.Range(0, Adders).Select(adder => Task.Run(() => AddAsync(spool.Events, adder * Each, Each), Cancellation)).ToArray();

        var (taken, batch) = (new List<KeptEvent>(), new List<KeptEvent>());
        while (taken.Count < Adders * Each)
        {
            batch.Clear();
            spool.Events.Take(batch, 64);
            taken.AddRange(batch);
            if (batch.Count == 0)
            {
                await spool.Events.Arrived.WaitAsync().WaitAsync(Cancellation);
            }
            else if (taken.Count % 3 == 0)
            {
                spool.Events.Settle(taken[^1].Position + 1);
            }
        }

        await Task.WhenAll(adding);
        await stop.CancelAsync();
        await writing;
        Assert.All(taken.Zip(taken.Skip(1)), static pair => Assert.True(pair.First.Position < pair.Second.Position));
        Assert.Equal(Enumerable.Range(0, Adders * Each), taken.Select(An.Number).Order());
        Assert.All(taken.GroupBy(static kept => An.Number(kept) / Each), static mine => Assert.Equal(mine.Select(An.Number).Order(), mine.Select(An.Number)));
        Assert.Equal((0, 0), (spool.Events.Waiting, meters.Sum("eyrie.ingestor.events.dropped")));
    }

    private static async Task AddAsync(EventSpool spool, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            var kept = An.Kept(number, (EventWorth)(number % 3), bytes: number % 700);
            await spool.RoomAsync(kept.Worth, Cancellation);
            Assert.True(spool.TryAdd(kept));
            if (number % 100 == 0)
            {
                await spool.DurableAsync(kept.Position, Cancellation);
            }
        }
    }

    private static SpoolHistory Play(Step[] steps, long maxBytes)
    {
        var history = new SpoolHistory(maxBytes);
        try
        {
            Array.ForEach(steps, history.Play);
            history.Drain();
            return history;
        }
        catch
        {
            history.Dispose();
            throw;
        }
    }

    private static Gen<Step[]> Histories(Act[] acts, int length = 120) =>
        Gen.Select(Gen.Int[0, acts.Length - 1], Gen.Int[0, 10_000_000], (act, size) => new Step(acts[act], size)).Array[1, length];
}
