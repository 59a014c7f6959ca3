using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Sensors.Files;

namespace Eyrie.Ingestor.Tests.Sensors.Files;

public sealed class FileTailingTests : IAsyncDisposable
{
    private readonly TailUnderTest _tail = new();

    [Fact]
    public async Task Reads_what_is_there_and_then_what_is_written()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1, 2));
        await _tail.StartAsync();
        Expect(1, 2);

        _tail.Append("events.log", TailUnderTest.Lines(3));
        await _tail.LookAsync();

        Expect(1, 2, 3);
        Assert.Equal(2, _tail.Intake.Flushes);
    }

    [Fact]
    public async Task Does_not_hand_over_half_a_line()
    {
        var line = TailUnderTest.Lines(1);
        _tail.Append("events.log", line[..5]);
        await _tail.StartAsync();
        Expect();

        _tail.Append("events.log", line[5..^1]);
        await _tail.LookAsync();
        await _tail.PassAsync(FileTailing.QuietTime);
        Expect(); // whole, but who knows

        _tail.Append("events.log", "\n");
        await _tail.LookAsync();
        Expect(1);
    }

    [Fact]
    public async Task Reads_a_renamed_file_to_its_end_and_then_the_new_one()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.StartAsync();

        _tail.Append("events.log", TailUnderTest.Lines(2));
        _tail.Rename("events.log", "events.log.1");
        _tail.Append("events.log.1", TailUnderTest.Lines(3)); // its writer does not know yet
        _tail.Append("events.log", TailUnderTest.Lines(4));
        await _tail.LookAsync();
        Expect(1, 2, 3, 4);

        _tail.Append("events.log.1", TailUnderTest.Lines(5));
        _tail.Append("events.log", TailUnderTest.Lines(6));
        await _tail.LookAsync();
        Expect(1, 2, 3, 4, 5, 6);
    }

    [Theory]
    [InlineData(0)] // within one tick of the system's clock
    [InlineData(-1)]
    public async Task Reads_a_renamed_file_first_also_when_the_new_one_was_not_written_later(int seconds)
    {
        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.StartAsync();
        _tail.Rename("events.log", "events.log.1");
        _tail.Append("events.log", TailUnderTest.Lines(2));
        await _tail.LookAsync();

        _tail.Append("events.log.1", TailUnderTest.Lines(3));
        _tail.Append("events.log", TailUnderTest.Lines(4));
        var written = File.GetLastWriteTimeUtc(_tail.Folder["events.log"]);
        File.SetLastWriteTimeUtc(_tail.Folder["events.log.1"], written);
        File.SetLastWriteTimeUtc(_tail.Folder["events.log"], written.AddSeconds(seconds));
        await _tail.LookAsync();

        Expect(1, 2, 3, 4);
    }

    [Theory]
    [InlineData("events.log.2", "events.log.1")]
    [InlineData("events.log.10", "events.log.9")]
    [InlineData("events.2.log", "events.1.log")]
    [InlineData("events.log-20260102", "events.log-20260103")]
    [InlineData("events.log.2026-01-02", "events.log.2026-01-03")]
    [InlineData("events-2026-01-02T03-04-05.000.log", "events-2026-01-02T03-04-06.000.log")]
    public async Task Reads_of_two_parts_that_were_written_within_one_tick_the_older_first(string older, string newer)
    {
        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.StartAsync();

        _tail.Rename("events.log", "events.log-19990101");
        _tail.Append(older, TailUnderTest.Lines(2));
        _tail.Append(newer, TailUnderTest.Lines(3));
        _tail.Append("events.log", TailUnderTest.Lines(4));
        var written = File.GetLastWriteTimeUtc(_tail.Folder[older]); // less exact than the file's own
        File.SetLastWriteTimeUtc(_tail.Folder[older], written);
        File.SetLastWriteTimeUtc(_tail.Folder[newer], written);
        await _tail.LookAsync();

        Expect(1, 2, 3, 4);
    }

    [Fact]
    public async Task Takes_the_last_line_of_a_renamed_file_as_whole_when_nobody_writes_to_it_any_more()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1) + TailUnderTest.Event(2));
        await _tail.StartAsync();
        _tail.Rename("events.log", "events.log.1");
        await _tail.LookAsync();
        Expect(1);

        await _tail.PassAsync(FileTailing.QuietTime);

        Expect(1, 2);
    }

    [Fact]
    public async Task Reads_a_deleted_file_to_its_end()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.StartAsync();
        _tail.Append("events.log", TailUnderTest.Lines(2) + TailUnderTest.Event(3));
        File.Delete(_tail.Folder["events.log"]);

        await _tail.LookAsync();
        Expect(1, 2);
        await _tail.PassAsync(FileTailing.QuietTime);
        Expect(1, 2, 3);

        _tail.Append("events.log", TailUnderTest.Lines(1)); // the same again is another file's
        await _tail.LookAsync();
        Expect(1, 2, 3, 1);
    }

    [Fact]
    public async Task Finds_the_part_between_two_renames_that_it_never_saw()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.StartAsync();

        _tail.Rename("events.log", "events.log.2");
        _tail.Append("events.log.1", TailUnderTest.Lines(2)); // was events.log for a moment
        _tail.Append("events.log", TailUnderTest.Lines(3));
        await _tail.LookAsync();

        Expect(1, 2, 3);
    }

    [Theory]
    [InlineData("events.log")]
    [InlineData("events.log*")]
    public async Task Finds_after_a_restart_what_was_renamed_compressed_and_written_meanwhile(string pattern)
    {
        await using var tail = new TailUnderTest(pattern);
        tail.Append("events.log", TailUnderTest.Lines(1, 2));
        await tail.StartAsync();
        await tail.StopAsync();

        tail.Append("events.log", TailUnderTest.Lines(3));
        tail.Rename("events.log", "events.log.2");
        tail.Compress("events.log.2"); // not finished when it was compressed
        tail.Append("events.log.1", TailUnderTest.Lines(4));
        tail.Append("events.log", TailUnderTest.Lines(5));
        await tail.StartAsync();

        Assert.Equal([3, 4, 5], Numbers(tail).Order());
    }

    [Fact]
    public async Task Begins_again_with_a_file_that_was_emptied()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1, 2));
        await _tail.StartAsync();
        _tail.Folder.Write("events.log", TailUnderTest.Lines(3));
        await _tail.LookAsync();

        Expect(1, 2, 3);
        Assert.Contains(_tail.Log.Lines, line => line.Contains("from its beginning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Begins_again_with_a_file_that_was_emptied_and_grew_beyond_its_place_between_two_looks()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1, 2));
        await _tail.StartAsync();
        _tail.Folder.Write("events.log", TailUnderTest.Lines(3, 4, 5, 6));
        await _tail.LookAsync();

        Expect(1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public async Task Skips_the_hole_before_what_a_writer_went_on_with_when_its_file_was_emptied()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1, 2));
        await _tail.StartAsync();
        using (var file = File.OpenWrite(_tail.Folder["events.log"]))
        {
            var place = file.Length;
            file.SetLength(0);
            file.Position = place;
            file.Write(System.Text.Encoding.UTF8.GetBytes(TailUnderTest.Lines(3)));
        }

        await _tail.LookAsync();

        Expect(1, 2, 3);
    }

    [Fact]
    public async Task Finds_the_rest_of_an_emptied_file_in_its_copy()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.StartAsync();
        _tail.Append("events.log", TailUnderTest.Lines(2)); // not read before the copy is made
        File.Copy(_tail.Folder["events.log"], _tail.Folder["events.log.1"]);
        _tail.Folder.Write("events.log", "");
        await _tail.LookAsync();
        await _tail.LookAsync();

        Expect(1, 2);
    }

    [Fact]
    public async Task Reads_files_that_the_pattern_names_the_oldest_first_compressed_ones_too()
    {
        await using var tail = new TailUnderTest("events*");
        tail.Append("events.1", TailUnderTest.Lines(1));
        tail.Compress("events.1");
        tail.Append("events.0", TailUnderTest.Lines(2));
        tail.Append("events", TailUnderTest.Lines(3));
        tail.Append("other", TailUnderTest.Lines(9));
        Age(tail, "events.1.gz", 2);
        Age(tail, "events.0", 1);
        await tail.StartAsync();

        tail.Append("events.new", TailUnderTest.Lines(4));
        await tail.LookAsync();

        Assert.Equal([1, 2, 3, 4], Numbers(tail));
    }

    [Fact]
    public async Task Does_not_read_again_what_it_has_read_when_it_is_compressed()
    {
        await using var tail = new TailUnderTest("events.log*");
        tail.Append("events.log", TailUnderTest.Lines(1, 2));
        await tail.StartAsync();
        tail.Rename("events.log", "events.log.1");
        await tail.LookAsync();
        tail.Compress("events.log.1");
        await tail.LookAsync();
        await tail.PassAsync(FileTailing.QuietTime);
        await tail.LookAsync();

        Assert.Equal([1, 2], Numbers(tail));
    }

    [Fact]
    public async Task Waits_for_the_end_of_a_file_that_is_being_compressed()
    {
        await using var tail = new TailUnderTest("*.gz");
        var random = new Random(1);
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(n => $"{{\"n\":{n},\"x\":\"{random.NextInt64()}\"}}\n"));
        var packed = TailUnderTest.Gzip(System.Text.Encoding.UTF8.GetBytes(text));
        File.WriteAllBytes(tail.Folder["a.gz"], packed[..(packed.Length / 2)]);
        await tail.StartAsync();
        Assert.InRange(tail.Events.Count(), 1, 19_999);
        Assert.Single(tail.Log.Lines, line => line.Contains("no whole gzip file", StringComparison.Ordinal));

        await tail.LookAsync();
        File.WriteAllBytes(tail.Folder["a.gz"], packed);
        await tail.LookAsync();

        Assert.Equal(text, string.Concat(tail.Events.Select(line => line + "\n")));
    }

    [Fact]
    public async Task Reads_a_compressed_file_of_several_members_and_waits_for_the_end_of_the_last()
    {
        await using var tail = new TailUnderTest("*.gz");
        byte[] packed = [.. Packed(1, 2), .. Packed(3), .. Packed(4, 5)];
        File.WriteAllBytes(tail.Folder["a.gz"], packed[..^9]);
        await tail.StartAsync();
        Assert.Single(tail.Log.Lines, line => line.Contains("no whole gzip file", StringComparison.Ordinal));

        File.WriteAllBytes(tail.Folder["a.gz"], packed);
        await tail.LookAsync();
        await tail.LookAsync();

        Assert.Equal([1, 2, 3, 4, 5], Numbers(tail));
        Assert.Single(tail.Log.Lines, line => line.Contains("gzip", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Goes_on_after_a_restart_where_it_stopped()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1, 2) + TailUnderTest.Event(3)[..4]);
        await _tail.StartAsync();
        await _tail.StopAsync();
        _tail.Append("events.log", TailUnderTest.Event(3)[4..] + "\n" + TailUnderTest.Lines(4));
        await _tail.StartAsync();

        Expect(3, 4);
    }

    [Fact]
    public async Task Repeats_after_a_kill_only_what_was_not_durable()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1, 2));
        await _tail.StartAsync();
        await _tail.PassAsync(Checkpoint.Interval);
        _tail.Intake.IsDurable = false;
        _tail.Append("events.log", TailUnderTest.Lines(3));
        await _tail.LookAsync();
        await _tail.PassAsync(Checkpoint.Interval);
        _tail.Append("events.log", TailUnderTest.Lines(4));
        await _tail.PassAsync(Checkpoint.Interval);
        Expect(1, 2, 3, 4);

        await _tail.KillAsync();
        await _tail.StartAsync();

        Expect(3, 4);
    }

    [Fact]
    public async Task Knows_its_file_again_when_the_file_system_gave_it_another_number()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1, 2));
        await _tail.StartAsync();
        await _tail.StopAsync();
        File.Copy(_tail.Folder["events.log"], _tail.Folder["copy"]);
        _tail.Rename("copy", "events.log");
        _tail.Append("events.log", TailUnderTest.Lines(3));
        await _tail.StartAsync();

        Expect(3);
    }

    [Fact]
    public async Task Is_not_fooled_by_a_number_that_is_used_again()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1, 2));
        await _tail.StartAsync();
        await _tail.StopAsync();
        _tail.Folder.Write("events.log", TailUnderTest.Lines(3, 4, 5)); // the same inode, another content
        await _tail.StartAsync();

        Expect(3, 4, 5);
    }

    [Fact]
    public async Task Begins_where_a_file_ends_when_it_is_told_to_and_keeps_to_that_after_a_kill()
    {
        await using var tail = new TailUnderTest("*", new() { Type = "tetragon-file", StartAt = FileStart.End });
        tail.Append("a", TailUnderTest.Lines(1) + TailUnderTest.Event(2)[..3]);
        tail.Append("b", TailUnderTest.Lines(7));
        tail.Compress("b");
        await tail.StartAsync();
        await tail.KillAsync();
        tail.Append("a", TailUnderTest.Event(2)[3..] + "\n");
        tail.Append("c", TailUnderTest.Lines(3)); // a new file is read whole
        await tail.StartAsync();

        Assert.Equal([2, 3], Numbers(tail).Order());
    }

    [Fact]
    public async Task Follows_a_link_whose_target_is_replaced()
    {
        Directory.CreateDirectory(_tail.Folder["pods"]);
        _tail.Append("pods/0.log", TailUnderTest.Lines(1));
        File.CreateSymbolicLink(_tail.Folder["events.log"], _tail.Folder["pods/0.log"]);
        await _tail.StartAsync();
        await _tail.StopAsync();

        _tail.Append("pods/0.log", TailUnderTest.Lines(2));
        _tail.Rename("pods/0.log", "pods/0.log.20260102-030405");
        _tail.Append("pods/0.log", TailUnderTest.Lines(3));
        await _tail.StartAsync();

        Expect(2, 3);
    }

    [Fact]
    public async Task Reads_a_file_once_that_has_several_names()
    {
        await using var tail = new TailUnderTest("*.log");
        tail.Append("a.log", TailUnderTest.Lines(1));
        File.CreateSymbolicLink(tail.Folder["b.log"], tail.Folder["a.log"]);
        await tail.StartAsync();
        tail.Append("a.log", TailUnderTest.Lines(2));
        await tail.LookAsync();

        Assert.Equal([1, 2], Numbers(tail));
    }

    [Fact]
    public async Task Says_once_that_there_is_nothing_and_begins_when_there_is()
    {
        await _tail.StartAsync();
        await _tail.LookAsync();
        Assert.Single(_tail.Log.Lines, line => line.Contains("there is no file at", StringComparison.Ordinal));

        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.LookAsync();
        Expect(1);
    }

    [Fact]
    public async Task Reads_nothing_that_there_is_no_room_for()
    {
        await _tail.StartAsync(new() { HasRoom = true });
        _tail.Intake.HasRoom = false;
        _tail.Append("events.log", TailUnderTest.Lines(1, 2));
        var look = _tail.LookAsync();
        Assert.False(look.IsCompleted);
        Expect();

        _tail.Intake.HasRoom = true;
        await look;
        Expect(1, 2);
    }

    [Fact]
    public async Task Does_not_hand_over_again_what_was_refused_and_counted_as_dropped()
    {
        await _tail.StartAsync();
        _tail.Intake.IsFull = true;
        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.LookAsync();
        _tail.Intake.IsFull = false;
        _tail.Append("events.log", TailUnderTest.Lines(2));
        await _tail.LookAsync();

        Expect(2);
    }

    [Fact]
    public async Task Waits_for_a_copy_that_is_still_being_made_and_reads_only_its_rest()
    {
        await using var tail = new TailUnderTest("events.log*");
        tail.Append("events.log", Long(1) + Long(2));
        await tail.StartAsync();
        tail.Append("events.log.1", "");
        await tail.LookAsync();
        tail.Append("events.log.1", Long(1));
        await tail.LookAsync();
        tail.Append("events.log.1", Long(2) + Long(3)); // 3 came into the log, too, before it was emptied
        tail.Folder.Write("events.log", Long(4));
        await tail.LookAsync();

        Assert.Equal([1, 2, 4, 3], Numbers(tail));
    }

    [Fact]
    public async Task Reads_a_copy_that_was_never_finished_from_its_beginning_rather_than_not_at_all()
    {
        await using var tail = new TailUnderTest("events.log*");
        tail.Append("events.log", Long(1) + Long(2));
        await tail.StartAsync();
        tail.Append("events.log.1", Long(1));
        await tail.LookAsync();
        Assert.Equal([1, 2], Numbers(tail));

        await tail.PassAsync(FileTailing.QuietTime);
        Assert.Equal([1, 2, 1], Numbers(tail));
    }

    [Fact]
    public async Task Finds_the_copy_of_what_was_written_and_emptied_before_it_was_ever_read()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.StartAsync();
        _tail.Folder.Write("events.log", "");
        await _tail.LookAsync();
        _tail.Append("events.log", TailUnderTest.Lines(2));
        File.Copy(_tail.Folder["events.log"], _tail.Folder["events.log.1"]);
        _tail.Folder.Write("events.log", TailUnderTest.Lines(3, 4));
        await _tail.LookAsync();

        Assert.Equal([1, 2, 3, 4], Numbers(_tail).Order());
    }

    [Fact]
    public async Task Goes_on_without_a_checkpoint_that_cannot_be_written_and_says_so_once()
    {
        _tail.Append("data", "no folder");
        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.StartAsync();
        _tail.Append("events.log", TailUnderTest.Lines(2));
        await _tail.PassAsync(Checkpoint.Interval);
        _tail.Append("events.log", TailUnderTest.Lines(3));
        await _tail.PassAsync(Checkpoint.Interval);

        Expect(1, 2, 3);
        Assert.Single(_tail.Log.Lines, line => line.Contains("cannot be kept in", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"version\":2,\"files\":[]}")]
    [InlineData("{\"version\":1,\"files\":[{}]}")]
    public async Task Reads_everything_again_when_its_checkpoint_is_damaged(string checkpoint)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_tail.CheckpointPath)!);
        File.WriteAllText(_tail.CheckpointPath, checkpoint);
        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.StartAsync();

        Expect(1);
        Assert.Single(_tail.Log.Lines, line => line.Contains("cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cuts_a_line_that_is_too_long_and_goes_on_behind_it_after_a_restart_as_well()
    {
        await using var tail = new TailUnderTest(options: new() { Type = "falco-file", MaxLineBytes = 2048 });
        tail.Append("events.log", TailUnderTest.Lines(1) + "{\"a\":\"" + new string('a', 5_000));
        await tail.StartAsync();
        await tail.StopAsync();
        var cut = Assert.Single(tail.Intake.Events, recorded => recorded.Reason == RejectReasons.TooLarge);
        Assert.Equal(2048, cut.Payload.Length);

        tail.Append("events.log", new string('a', 5_000) + "\"}\n" + TailUnderTest.Lines(2));
        await tail.StartAsync();

        Assert.Equal([2], Numbers(tail));
        Assert.Single(tail.Intake.Events);
    }

    [Fact]
    public async Task Joins_the_pieces_of_a_line_after_a_restart_between_them()
    {
        _tail.Append("events.log", "2026-01-02T03:04:05.123456789Z stdout P {\"rule\":\"r\",\n2026-01-02T03:04:05.1Z stderr F {\"n\":7}\n");
        await _tail.StartAsync();
        await _tail.StopAsync();
        Assert.Equal(["{\"n\":7}"], _tail.Events);

        _tail.Append("events.log", "2026-01-02T03:04:05.123456789Z stdout F \"n\":1}\n");
        await _tail.StartAsync();

        Assert.Equal(["{\"n\":7}", TailUnderTest.Event(1)], _tail.Events);
    }

    [Fact]
    public async Task Tells_of_lines_that_are_no_events_once_a_minute_and_what_to_set()
    {
        _tail.Append("events.log", "03:04:05.123456789: Warning Shell spawned (command=sh)\n03:04:05.123456789: Warning Other\n");
        await _tail.StartAsync();
        _tail.Append("events.log", "03:04:06.123456789: Warning Third\n");
        await _tail.LookAsync();

        Assert.Equal(3, _tail.Intake.Events.Count(recorded => recorded.Reason == RejectReasons.Unreadable));
        var told = Assert.Single(_tail.Log.Lines, line => line.Contains("are no events", StringComparison.Ordinal));
        Assert.Contains("2 lines of falco-file", told, StringComparison.Ordinal);
        Assert.Contains("set json_output: true in falco.yaml", told, StringComparison.Ordinal);

        await _tail.PassAsync(RejectedLines.Interval);
        Assert.Equal(2, _tail.Log.Lines.Count(line => line.Contains("are no events", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_sensors_read_the_same_file()
    {
        _tail.Append("events.log", TailUnderTest.Lines(1));
        await _tail.StartAsync();
        await using var second = new TailUnderTest(Path.Combine(_tail.Folder["."], "events.log"));
        await second.StartAsync();
        _tail.Append("events.log", TailUnderTest.Lines(2));
        await second.LookAsync();
        await _tail.LookAsync();

        Expect(1, 2);
        Assert.Equal([1, 2], Numbers(second));
    }

    public ValueTask DisposeAsync() => _tail.DisposeAsync();

    /// <summary>An event that is longer than what a fingerprint looks at.</summary>
    private static string Long(int number) => $$"""{"n":{{number}},"x":"{{new string('x', Fingerprint.WindowBytes)}}"}""" + "\n";

    private static byte[] Packed(params ReadOnlySpan<int> numbers) => TailUnderTest.Gzip(System.Text.Encoding.UTF8.GetBytes(TailUnderTest.Lines(numbers)));

    private static void Age(TailUnderTest tail, string name, int hours) =>
        File.SetLastWriteTimeUtc(tail.Folder[name], File.GetLastWriteTimeUtc(tail.Folder[name]).AddHours(-hours));

    private static IEnumerable<int> Numbers(TailUnderTest tail) =>
        tail.Events.Select(text => System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("n").GetInt32());

    private void Expect(params int[] numbers) => Assert.Equal(numbers, Numbers(_tail));
}
