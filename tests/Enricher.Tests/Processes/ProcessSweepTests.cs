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

        new ProcessSweep(100, TimeSpan.FromMinutes(10)).Run(_table, An.At(1_800_000));

        Assert.Equal(["/bin/alive", "/bin/lately"], _table.Images.Select(image => image.Executable).Order());
    }

    [Fact]
    public void Keeps_the_ended_ancestors_of_what_lives()
    {
        var env = An.Image(10, 7, "/usr/bin/env nginx");
        var nginx = An.Image(20, 7, "/usr/sbin/nginx", parent: env.ExecId);
        Learn(env);
        Learn(nginx);

        new ProcessSweep(100, TimeSpan.FromMinutes(10)).Run(_table, An.At(10_000_000));

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

        new ProcessSweep(60, TimeSpan.FromMinutes(10)).Run(_table, An.At(1_000));

        Assert.Equal(54, _table.Count);
        Assert.Equal(50, _table.Images.Count(image => image.Executable == "/bin/alive"));
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
