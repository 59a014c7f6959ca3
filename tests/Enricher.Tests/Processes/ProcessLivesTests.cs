using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Tests.Processes;

/// <summary>The ways of a process as Tetragon tells them.</summary>
public sealed class ProcessLivesTests
{
    private const string WholeId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly ProcessTable _table = new(new());

    [Fact]
    public void Ends_an_image_when_the_next_one_replaces_it_without_an_exit()
    {
        var shell = Learn(An.Image(10, 7, "/bin/sh -c x"));
        var program = Learn(An.Image(20, 7, "/bin/x", shell.ExecId, "execve"));

        Assert.Equal((An.At(20), null), (shell.Gone, shell.End));
        Assert.Equal((shell.ExecId, null), (program.ParentExecId, program.Gone));
        Assert.Same(shell, program.Older);
    }

    [Fact]
    public void Knows_a_clone_that_runs_its_parents_program_until_its_own_exit()
    {
        var parent = Learn(An.Image(10, 7, "/usr/sbin/nginx"));
        var clone = An.Image(20.1, 8, "/usr/sbin/nginx", parent.ExecId);

        var worker = Learn(clone);
        _table.Exit(worker, clone, An.At(30));

        Assert.Equal((An.At(30), null), (worker.End, parent.End));
    }

    [Fact]
    public void Ends_the_life_before_when_a_pid_comes_again_and_no_exit_was_told()
    {
        var first = Learn(An.Image(10, 7, "/bin/a"));
        Learn(An.Image(5_000, 7, "/bin/b"));

        Assert.Equal((An.At(5_000), null), (first.Gone, first.End));
    }

    [Fact]
    public void Takes_an_exit_that_comes_after_the_pid_was_used_again()
    {
        var fact = An.Image(10, 7, "/bin/a");
        var first = Learn(fact);
        var second = Learn(An.Image(5_000, 7, "/bin/b"));

        _table.Exit(first, fact with { ExitSignal = "SIGKILL" }, An.At(4_000));

        Assert.Equal((An.At(4_000), "SIGKILL"), (first.End!.Value, first.Extras!.ExitSignal));
        Assert.Null(second.Gone);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(24)]
    [InlineData(31)]
    public void Learns_a_containers_whole_id_after_the_beginning_that_the_kernel_knows(int length)
    {
        var fact = An.Image(10, 7, "/bin/a", An.ExecId(1, 1), container: WholeId[..length]);
        var image = Learn(fact);

        _table.Learn(fact with { ContainerId = WholeId }, out var news);
        Assert.Equal((WholeId, true), (image.ContainerId, news));

        _table.Learn(fact, out news);
        Assert.Equal((WholeId, false), (image.ContainerId, news));
    }

    [Fact]
    public void Keeps_a_process_in_the_container_that_it_began_in()
    {
        var image = Learn(An.Image(10, 7, "/bin/a", An.ExecId(1, 1), container: WholeId[..15]));

        _table.Learn(An.Image(10, 7, "/bin/a", container: "fedcba9876543210"), out var news);

        Assert.Equal((WholeId[..15], false), (image.ContainerId, news));
    }

    [Fact]
    public void Gives_back_what_an_event_said_word_for_word()
    {
        var fact = An.Image(10.5, 7, "/bin/sh -c \"caf\u00e9 \U0001F600; id\"", An.ExecId(1, 1), container: WholeId) with
        {
            WorkingDirectory = "/srv",
            User = new() { Id = "1000", Name = "u" },
            Vpid = 1,
            LoginUid = 0,
            InInitTree = true,
            EffectiveCapabilities = ["CAP_SYS_ADMIN"],
            Environment = ["A=b"],
        };

        var known = Learn(fact).ToFact();

        Assert.Equal(fact, known with
        {
            EffectiveCapabilities = fact.EffectiveCapabilities,
            PermittedCapabilities = fact.PermittedCapabilities,
            Hashes = fact.Hashes,
            Environment = fact.Environment,
            Args = fact.Args,
        });
        Assert.Equal(fact.EffectiveCapabilities, known.EffectiveCapabilities);
        Assert.Equal(fact.Environment, known.Environment);
    }

    [Theory]
    [InlineData("/bin/sh", "/bin/sh")]
    [InlineData("/bin/sh", "-sh -i")]
    [InlineData("/bin/sh", "/bin/shx y")]
    [InlineData("/bin/sh", "")]
    [InlineData("/bin/sh", null)]
    [InlineData(null, "sh -c x")]
    public void Gives_back_lines_of_every_form(string? executable, string? line)
    {
        var image = Learn(An.Image(10, 7, "x") with { Executable = executable, CommandLine = line });

        Assert.Equal((executable, line), (image.Executable, image.CommandLine));
    }

    [Fact]
    public void Needs_no_more_for_what_every_process_in_a_container_has()
    {
        var fact = An.Image(10, 7, "/bin/a", container: WholeId) with { Vpid = 1, InInitTree = true, LoginUid = 1000 };
        var image = Learn(fact);
        _table.Exit(image, fact with { ExitCode = 0 }, An.At(20));

        Assert.Null(image.Extras);
        Assert.Equal((1L, true, 1000L, 0L), (image.Vpid!.Value, image.InInitTree!.Value, image.LoginUid!.Value, image.ExitCode!.Value));
    }

    [Fact]
    public void Keeps_the_capabilities_that_many_have_once()
    {
        var images = Enumerable.Range(7, 2)
            .Select(pid => Learn(An.Image(10, pid, "/bin/a") with { EffectiveCapabilities = ["CAP_CHOWN", "CAP_KILL"] })).ToList();

        Assert.NotNull(images[0].Extras);
        Assert.Same(images[0].Extras, images[1].Extras);
    }

    [Fact]
    public void Leaves_out_of_a_pids_chain_what_a_great_many_images_followed()
    {
        for (var start = 1_000; start > 0; start--)
        {
            Learn(An.Image(start, 7, $"/bin/{start}"));
        }

        var chain = new List<ProcessImage>();
        for (var image = _table.Newest(7); image is not null; image = image.Older)
        {
            chain.Add(image);
        }

        Assert.InRange(chain.Count, 100, 500); // each insertion looked at no more than these
        Assert.Equal(chain.OrderByDescending(image => image.Start), chain);
        Assert.Equal(1_000, _table.Count);
        Assert.NotNull(_table.Find(An.ExecId(1, 7))!.Gone);

        foreach (var image in _table.Images.ToList())
        {
            _table.Forget(image);
        }

        Assert.Null(_table.Newest(7));
    }

    [Fact]
    public void Keeps_who_started_an_attackers_process_in_sight_after_a_hundred_thousand_execs()
    {
        var nginx = Learn(An.Image(1, 6, "/usr/sbin/nginx"));
        var image = Learn(An.Image(2, 7, "/tmp/x", nginx.ExecId));
        for (var i = 1; i <= 100_000; i++)
        {
            image = Learn(An.Image(2 + i, 7, $"/tmp/x {i}", image.ExecId, "execve"));
        }

        var sweep = new ProcessSweep(_table, 1_000_000, TimeSpan.FromSeconds(10));
        sweep.Begin(An.At(100_000));
        sweep.Step(int.MaxValue);

        var above = new List<ProcessImage>();
        _table.Ancestry(image.ParentExecId, above);
        Assert.Equal("/usr/sbin/nginx", above[^1].Executable);
        Assert.InRange(above.Count, 2, 10);
        Assert.InRange(_table.Count, 10_000, 10_100); // those of the last ten seconds
    }

    private ProcessImage Learn(ProcessFact fact) => _table.Learn(fact, out _)!;
}
