using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Spool;

/// <summary>What happens to the files from outside: torn ends, flipped bits, a folder that is not there or not ours.</summary>
public sealed class SpoolDamageTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestMeters _meters = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public void Loses_of_a_torn_last_write_no_more_than_what_was_torn()
    {
        using (var spool = Open())
        {
            spool.Write(Enumerable.Range(0, 10).Select(number => An.Kept(number)));
        }

        using (var file = File.OpenWrite(Assert.Single(Files())))
        {
            file.SetLength(file.Length - 5);
        }

        using var next = Open();
        next.Write(An.Kept(100));

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 100], next.TakeNumbers());
    }

    [Theory]
    [InlineData(0)] // the marker
    [InlineData(4)] // the length
    [InlineData(7)] // the length, made enormous
    [InlineData(9)] // the checksum
    [InlineData(13)] // the body
    [InlineData(60)]
    public void Loses_of_a_damaged_record_no_other_and_counts_it(int at)
    {
        using (var spool = Open())
        {
            spool.Write(Enumerable.Range(0, 10).Select(number => An.Kept(number)));
        }

        var path = Assert.Single(Files());
        var bytes = File.ReadAllBytes(path);
        var length = bytes.Length / 10;
        bytes[(4 * length) + at] ^= 0x40;
        File.WriteAllBytes(path, bytes);

        using var next = Open();

        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8, 9], next.TakeNumbers());
        Assert.Equal(1, next.Dropped("spool_corrupt"));
        Assert.Equal(10, _meters.Sum("eyrie.ingestor.events.recovered"));
    }

    [Fact]
    public void Counts_what_damage_at_the_end_of_a_finished_file_took()
    {
        using (var spool = Open(new() { SegmentBytes = 1024 * 1024 }))
        {
            spool.Write(Enumerable.Range(0, 30).Select(number => An.Kept(number, bytes: 100_000)));
        }

        var first = Files().Order(StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(first);
        Array.Fill(bytes, (byte)0xE1, bytes.Length - 150_000, 100_000); // in the last two records, not in the seal
        File.WriteAllBytes(first, bytes);

        using var next = Open();
        var left = next.TakeAll().Count;

        Assert.Equal(28, left);
        Assert.Equal(2, next.Dropped("spool_corrupt"));
    }

    [Fact]
    public void Is_not_led_astray_by_files_that_are_not_its_own()
    {
        Directory.CreateDirectory(_folder["spool"]);
        _folder.Write("spool/alert-zzzz-1.log", "nonsense");
        _folder.Write("spool/telemetry-00000000000000ff-0000000000000000.log", "not a record, and none after it");
        _folder.Write("spool/settled", "x");
        using var spool = Open();

        spool.Write(An.Kept(1));

        Assert.Equal([1], spool.TakeNumbers());
        Assert.Null(spool.Writer.Trouble);
    }

    [Fact]
    public void Goes_on_in_memory_while_its_folder_cannot_be_used_and_on_disk_when_it_can()
    {
        _folder.Write("spool", "a file where the folder should be");
        using var spool = Open();
        spool.Write(An.Kept(1));
        Assert.NotNull(spool.Writer.Trouble);
        Assert.Single(spool.Log.Lines, line => line.Contains("memory alone", StringComparison.Ordinal));

        File.Delete(_folder["spool"]);
        spool.Write(An.Kept(2));
        Assert.NotNull(spool.Writer.Trouble); // not at every event
        _time.Advance(TimeSpan.FromSeconds(5));
        spool.Write(An.Kept(3));

        Assert.Null(spool.Writer.Trouble);
        Assert.Equal([1, 2, 3], spool.TakeNumbers());
        Assert.Equal(2, spool.Log.Lines.Count); // one when it began, one when it was over
        Assert.Single(Files());
    }

    [Fact]
    public void Does_not_share_its_folder_with_another_process()
    {
        using var spool = Open();

        using var other = Open();

        Assert.Contains("another process uses it", other.Writer.Trouble, StringComparison.Ordinal);
        other.Write(An.Kept(1));
        Assert.Equal([1], other.TakeNumbers()); // from memory
    }

    [Fact]
    public void Begins_anew_when_somebody_takes_its_folder_away()
    {
        using var spool = Open(limits: new(MemoryEvents: 2, MemoryBytes: 1_000_000, DiskBytes: 1_000_000_000));
        spool.Write(An.Kept(1), An.Kept(2), An.Kept(3), An.Kept(4));
        spool.Write(An.Kept(5));

        Directory.Delete(_folder["spool"], recursive: true);
        spool.Write(An.Kept(6));
        spool.Write(An.Kept(7));

        var numbers = spool.TakeNumbers();
        Assert.Equal([6, 7], numbers[^2..]);
        Assert.Equal(7 - numbers.Length, spool.Dropped("spool_corrupt"));
        Assert.Single(Files());
    }

    [Fact]
    public void Bears_that_its_folder_is_taken_away_and_cannot_be_made_anew_at_once()
    {
        using var spool = Open();
        spool.Write(An.Kept(1));
        Directory.Delete(_folder["spool"], recursive: true);
        _folder.Write("spool", "a file where the folder should be");
        spool.Write(An.Kept(2));
        Assert.NotNull(spool.Writer.Trouble);

        File.Delete(_folder["spool"]);
        Directory.CreateDirectory(_folder["spool"]);
        _time.Advance(TimeSpan.FromSeconds(5));
        spool.Write(An.Kept(3));

        Assert.Null(spool.Writer.Trouble);
        var taken = spool.TakeAll();
        Assert.Equal([1, 2, 3], taken.Select(An.Number));
        spool.Events.Settle(taken[^1].Position + 1);
        spool.Writer.Turn(); // remembers it in the new folder
        Assert.Null(spool.Writer.Trouble);
    }

    [Fact]
    public void Counts_what_somebody_cut_off_a_file_and_does_not_stand_still_before_it()
    {
        using var spool = Open(limits: new(MemoryEvents: 1, MemoryBytes: 1_000_000, DiskBytes: 1_000_000_000));
        spool.Write(Enumerable.Range(0, 2).Select(number => An.Kept(number)));
        spool.Write(Enumerable.Range(2, 2).Select(number => An.Kept(number)));
        spool.Write(An.Kept(4));

        using (var file = new FileStream(Assert.Single(Files()), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength((file.Length / 5 * 2) + 9);
        }

        Assert.Equal([0, 1, 4], spool.TakeNumbers());
        Assert.Equal((2, 0), (spool.Dropped("spool_corrupt"), spool.Events.Waiting));
    }

    [Fact]
    public async Task Calls_nothing_durable_that_is_on_its_way_to_Kafka_but_not_on_the_disk_that_is_back()
    {
        _folder.Write("spool", "a file where the folder should be");
        using (var spool = Open())
        {
            var kept = An.Kept(1);
            spool.Write(kept);
            Assert.Equal([1], spool.TakeNumbers());
            File.Delete(_folder["spool"]);
            _time.Advance(TimeSpan.FromSeconds(5));
            var durable = spool.Events.DurableAsync(kept.Position, TestContext.Current.CancellationToken);
            spool.Writer.Turn();
            await durable;
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        using var next = Open();

        Assert.Equal([1], next.TakeNumbers());
    }

    [Fact]
    public void Loses_nothing_of_an_earlier_process_that_gives_the_folder_free_late()
    {
        using (var earlier = Open())
        {
            earlier.Write(An.Kept(1), An.Kept(2, EventWorth.Alert), An.Kept(3));
            _time.Advance(TimeSpan.FromSeconds(1));
            using var spool = Open();
            spool.Write(An.Kept(4), An.Kept(5));
            var first = spool.TakeAll();
            spool.Events.Settle(first[0].Position + 1);
            earlier.Writer.Dispose();
            _time.Advance(TimeSpan.FromSeconds(5));
            spool.Write(An.Kept(6));
            var second = spool.TakeAll();
            Assert.Equal([1, 2, 3, 6], second.Select(An.Number));
            spool.Events.Settle(first[1].Position + 1); // Kafka has 5, and nothing yet of the earlier process
            spool.Events.Settle(second[0].Position + 1);
            _time.Advance(TimeSpan.FromSeconds(1));
            spool.Writer.Turn();
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        using var next = Open();

        Assert.Equal([2, 3, 5, 6], next.TakeNumbers().Order());
    }

    public void Dispose()
    {
        _meters.Dispose();
        _folder.Dispose();
    }

    private SpoolUnderTest Open(SpoolOptions? options = null, SpoolLimits? limits = null) => new(_folder["spool"], _meters, _time, options, limits);

    private string[] Files() => Directory.GetFiles(_folder["spool"], "*.log");
}
