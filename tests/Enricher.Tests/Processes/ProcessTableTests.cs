using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Tests.Processes;

public sealed class ProcessTableTests
{
    private readonly ProcessTable _table = new(new());

    [Fact]
    public void Keeps_who_is_above_in_sight_however_often_a_program_execs_itself()
    {
        var init = An.Image(0.1, 1, "/sbin/init");
        var parent = An.Image(1, 6, "/usr/sbin/nginx", parent: init.ExecId);
        var image = An.Image(2, 7, "/tmp/x 0", parent: parent.ExecId);
        _table.Learn(init, out _);
        _table.Learn(parent, out _);
        _table.Learn(image, out _);
        for (var i = 1; i <= 1_000; i++)
        {
            image = An.Image(2 + i, 7, $"/tmp/x {i}", parent: image.ExecId, flags: "execve");
            _table.Learn(image, out _);
        }

        var above = new List<ProcessImage>();
        _table.Ancestry(image.ParentExecId, above);

        Assert.Equal("/tmp/x 999", above[0].CommandLine);
        Assert.Equal([6L, 1L], above.Where(ancestor => ancestor.Pid != 7).Select(ancestor => ancestor.Pid));
        Assert.InRange(above.Count, 3, 20);
    }

    [Fact]
    public void Remembers_no_more_than_a_page_of_anything()
    {
        var huge = new string('a', KeptText.Longest - 1) + "\U0001F600" + new string('b', 5_000_000);

        var image = _table.Learn(An.Image(10, 7, "/bin/a") with
        {
            Executable = huge,
            CommandLine = huge + huge,
            WorkingDirectory = huge,
            ContainerId = huge,
            Flags = huge,
            ParentExecId = huge,
            User = new() { Name = huge },
            Environment = [.. Enumerable.Repeat(huge, 1_000)],
        }, out _)!;

        Assert.Equal(KeptText.Longest - 1, image.CommandLine!.Length); // not within a character
        Assert.All([image.Executable, image.WorkingDirectory, image.ContainerId, image.Flags], text => Assert.True(text!.Length <= KeptText.Longest));
        Assert.Null(image.ParentExecId);
        Assert.Null(image.User);
        Assert.True(image.Extras!.Environment.Sum(variable => variable.Length) < 100_000);
    }

    [Fact]
    public void Does_not_remember_an_id_that_is_too_long_to_be_one() =>
        Assert.Null(_table.Learn(An.Image(10, 7, "/bin/a") with { ExecId = new string('A', 1_000_000) }, out _));

    [Fact]
    public void Orders_the_images_of_a_pid_by_the_kernels_clock_however_they_arrive()
    {
        var images = new[] { An.Image(30, 7, "/bin/c"), An.Image(10, 7, "/bin/a"), An.Image(20, 7, "/bin/b") };

        foreach (var image in images)
        {
            _table.Learn(image, out _);
        }

        Assert.Equal(["/bin/c", "/bin/b", "/bin/a"], Chain(7));
    }

    [Fact]
    public void Trusts_the_kernels_clock_where_wall_clock_jitters()
    {
        _table.Learn(An.Image(10, 7, "/bin/first") with { Start = An.At(11.4) }, out _);
        _table.Learn(An.Image(11, 7, "/bin/second") with { Start = An.At(11) }, out _);

        Assert.Equal("/bin/second", _table.Newest(7)!.Executable);
    }

    [Fact]
    public void Trusts_wall_clock_across_a_reboot()
    {
        _table.Learn(An.Image(3_600_000, 7, "/bin/before"), out _);
        _table.Learn(An.Image(20, 7, "/bin/after") with { Start = An.At(7_200_000) }, out _);

        Assert.Equal("/bin/after", _table.Newest(7)!.Executable);
    }

    [Fact]
    public void Follows_parents_through_execs_of_one_pid_up_to_pid_1()
    {
        var init = An.Image(0.1, 1, "/sbin/init", parent: An.ExecId(0, 0));
        var shell = An.Image(10, 7, "/bin/sh -c x", parent: init.ExecId);
        var bash = An.Image(20, 7, "/bin/bash", parent: shell.ExecId, flags: "execve");
        var child = An.Image(30, 8, "/bin/id", parent: bash.ExecId);
        foreach (var image in new[] { child, bash, shell, init })
        {
            _table.Learn(image, out _);
        }

        var ancestors = new List<ProcessImage>();
        _table.Ancestry(child.ParentExecId, ancestors);

        Assert.Equal([7L, 7L, 1L], ancestors.Select(image => image.Pid));
        Assert.Equal(["/bin/bash", "/bin/sh", "/sbin/init"], ancestors.Select(image => image.Executable));
    }

    [Fact]
    public void Ends_where_parents_run_in_a_circle()
    {
        _table.Learn(An.Image(10, 7, "/bin/a", parent: An.ExecId(20, 8)), out _);
        _table.Learn(An.Image(20, 8, "/bin/b", parent: An.ExecId(10, 7)), out _);

        var ancestors = new List<ProcessImage>();
        _table.Ancestry(An.ExecId(20, 8), ancestors);

        Assert.Equal(2, ancestors.Count);
    }

    [Fact]
    public void Takes_an_exit_before_its_exec_and_keeps_both()
    {
        var image = An.Image(10, 7, "/bin/cat /etc/shadow");
        var bare = new ProcessFact { ExecId = image.ExecId, Pid = 7, ExitCode = 3 };

        _table.Exit(_table.Learn(bare, out _)!, bare, An.At(12));
        var known = _table.Learn(image, out var news)!;

        Assert.True(news);
        Assert.Equal((An.At(12), "/bin/cat"), (known.End!.Value, known.Executable));
        Assert.Equal(3, known.ExitCode);
    }

    [Fact]
    public void Has_no_news_in_what_it_knows()
    {
        var image = An.Image(10, 7, "/bin/cat", parent: An.ExecId(1, 2));
        _table.Learn(image, out _);

        _table.Learn(image, out var news);

        Assert.False(news);
        Assert.Equal(1, _table.Count);
    }

    [Fact]
    public void Learns_a_container_that_was_not_known_at_first()
    {
        var image = An.Image(10, 7, "/bin/cat", parent: An.ExecId(1, 2));
        _table.Learn(image, out _);

        var known = _table.Learn(image with { ContainerId = "0123456789abcdef" }, out var news)!;

        Assert.True(news);
        Assert.Equal("0123456789abcdef", known.ContainerId);
    }

    [Fact]
    public void Remembers_nothing_without_an_id_or_of_the_idle_task()
    {
        Assert.Null(_table.Learn(new() { Pid = 7 }, out _));
        Assert.Null(_table.Learn(new() { ExecId = An.ExecId(0, 0) }, out _));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Takes_images_out_of_the_middle_of_a_pids_chain()
    {
        foreach (var start in new[] { 10, 20, 30 })
        {
            _table.Learn(An.Image(start, 7, $"/bin/{start}"), out _);
        }

        _table.Remove(An.ExecId(20, 7));
        Assert.Equal(["/bin/30", "/bin/10"], Chain(7));

        _table.Remove(An.ExecId(30, 7));
        Assert.Equal(["/bin/10"], Chain(7));

        _table.Remove(An.ExecId(10, 7));
        Assert.Null(_table.Newest(7));
    }

    private List<string?> Chain(long pid)
    {
        var chain = new List<string?>();
        for (var image = _table.Newest(pid); image is not null; image = image.Older)
        {
            chain.Add(image.Executable);
        }

        return chain;
    }
}
