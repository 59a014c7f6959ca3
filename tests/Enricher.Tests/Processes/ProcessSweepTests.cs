using Eyrie.Contracts;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Tests.Processes;

public sealed class ProcessSweepTests
{
    private readonly ProcessTable _table = new(new());

    [Fact]
    public void Forgets_what_ended_long_ago_and_keeps_the_rest()
    {
        Learn(An.Image(10, 7, "/bin/old"), exit: 20);
        Learn(An.Image(10, 8, "/bin/lately"), exit: 1_500_000);
        Learn(An.Image(10, 9, "/bin/alive"));

        Sweep(100, An.At(1_800_000));

        Assert.Equal(["/bin/alive", "/bin/lately"], _table.Images.Select(image => image.Executable).Order());
    }

    [Fact]
    public void Keeps_the_ended_ancestors_of_what_lives()
    {
        var env = An.Image(10, 7, "/usr/bin/env nginx");
        var nginx = An.Image(20, 7, "/usr/sbin/nginx", parent: env.ExecId);
        Learn(env);
        Learn(nginx);

        Sweep(100, An.At(10_000_000));

        Assert.NotNull(_table.Find(env.ExecId)!.Gone);
        Assert.Equal(2, _table.Count);
    }

    [Fact]
    public void Forgets_the_ended_first_when_there_are_too_many()
    {
        for (var pid = 100; pid < 150; pid++)
        {
            Learn(An.Image(pid, pid, "/bin/alive"));
            Learn(An.Image(pid, pid + 1000, "/bin/ended"), exit: pid + 1);
        }

        Sweep(60, An.At(1_000));

        Assert.Equal(54, _table.Count);
        Assert.Equal(50, _table.Images.Count(image => image.Executable == "/bin/alive"));
    }

    [Fact]
    public void Comes_to_the_same_in_small_steps_while_others_begin_and_end()
    {
        for (var pid = 100; pid < 300; pid++)
        {
            Learn(An.Image(pid, pid, "/bin/ended"), exit: pid + 1);
            Learn(An.Image(pid, pid + 1_000, "/bin/alive"));
        }

        var parent = An.Image(10, 7, "/bin/parent");
        Learn(parent, exit: 20);
        var sweep = new ProcessSweep(_table, 10_000, TimeSpan.FromMinutes(10));
        sweep.Begin(An.At(1_800_000));
        for (var step = 0; step < 10_000; step++)
        {
            sweep.Step(1);
            if (step == 100)
            {
                Learn(An.Image(1_799_000, 8, "/bin/late-child", parent: parent.ExecId));
            }

            if (step < 300)
            {
                Learn(An.Image(1_800_000 + step, 5_000 + step, "/bin/new")); // the table grows, and all move
            }
        }

        Assert.Equal(
            [("/bin/alive", 200), ("/bin/late-child", 1), ("/bin/new", 300), ("/bin/parent", 1)],
            _table.Images.GroupBy(image => image.Executable).Select(group => (group.Key!, group.Count())).Order());
    }

    [Fact]
    public void Keeps_what_is_needed_when_it_forgets_too_many_half_way()
    {
        var parent = An.Image(10, 7, "/bin/parent");
        Learn(parent, exit: 1_799_990);
        Learn(An.Image(15, 8, "/bin/child", parent: parent.ExecId));
        for (var pid = 100; pid < 190; pid++)
        {
            Learn(An.Image(pid, pid, "/bin/ended"), exit: 1_799_000);
        }

        var sweep = new ProcessSweep(_table, 91, TimeSpan.FromMinutes(10));
        sweep.Begin(An.At(1_800_000));
        for (var step = 0; step < 1_000; step++)
        {
            sweep.Step(1);
        }

        Assert.Equal(82, _table.Count);
        Assert.NotNull(_table.Find(parent.ExecId));
    }

    private void Sweep(int most, EventTime now)
    {
        var sweep = new ProcessSweep(_table, most, TimeSpan.FromMinutes(10));
        sweep.Begin(now);
        sweep.Step(int.MaxValue);
    }

    private void Learn(ProcessFact fact, double? exit = null)
    {
        var image = _table.Learn(fact, out _)!;
        if (exit is { } at)
        {
            _table.Exit(image, fact, An.At(at));
        }
    }
}
