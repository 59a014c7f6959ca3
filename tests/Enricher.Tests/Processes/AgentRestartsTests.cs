using Eyrie.Enricher.Processes;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Tests.Processes;

/// <summary>The agent stops and starts again: what lives gets another id.</summary>
public sealed class AgentRestartsTests
{
    private const string Line = "/usr/sbin/nginx -g daemon";

    private readonly ProcessTable _table = new(new());
    private readonly ProcessFact _exec = An.Image(1_003.7, 7, Line, An.ExecId(1, 1));
    private readonly ProcessFact _replay = An.Image(1_000, 7, Line, An.ExecId(0, 1), "procFS auid");

    [Fact]
    public void Takes_a_replay_for_another_name_of_what_is_known()
    {
        var known = Learn(_exec);

        Assert.Same(known, Learn(_replay));
        Assert.Equal((1, _exec.ExecId), (_table.Count, known.ExecId));
        Assert.Same(known, _table.Find(_replay.ExecId));
        Assert.False(known.FromProcFs);
    }

    [Fact]
    public void Takes_the_exec_for_another_name_when_it_is_told_after_the_replay()
    {
        var known = Learn(_replay);

        Assert.Same(known, Learn(_exec));
        Assert.Same(known, _table.Find(_exec.ExecId));
        Assert.Equal(1, _table.Count);
    }

    [Fact]
    public void Finds_it_above_those_that_name_either_id()
    {
        Learn(_exec);
        Learn(_replay);
        var before = An.Image(2_000, 8, "/bin/id", _exec.ExecId);
        var after = An.Image(9_000, 9, "/bin/id", _replay.ExecId);

        Assert.Equal([_exec.ExecId!], Above(Learn(before)));
        Assert.Equal([_exec.ExecId!], Above(Learn(after)));
        Assert.Equal(_exec.ExecId, _table.Find(after.ExecId)!.ParentExecId);
    }

    [Fact]
    public void Finds_it_above_those_that_named_the_new_id_before_the_replay_came()
    {
        var child = Learn(An.Image(9_000, 9, "/bin/id", _replay.ExecId));
        Learn(_exec);
        Learn(_replay);

        Assert.Equal([_exec.ExecId!], Above(child));
    }

    [Fact]
    public void Closes_it_when_the_exit_names_the_new_id()
    {
        Learn(_exec);
        Learn(_replay);

        _table.Exit(_table.Find(_replay.ExecId)!, _replay with { ExitCode = 3 }, An.At(9_000));

        var known = _table.Find(_exec.ExecId)!;
        Assert.Equal((An.At(9_000), 3L), (known.End!.Value, known.ExitCode!.Value));
    }

    [Fact]
    public void Remembers_the_names_as_long_as_the_image()
    {
        Learn(_exec);
        var records = new Dictionary<string, byte[]>();
        Learn(_replay);
        _table.TakeChanges(image => records.Add(image.ExecId, StateCodec.Write(image)), _ => { });

        var restored = new ProcessTable(new());
        var (id, record) = Assert.Single(records);
        restored.Restore(StateCodec.ReadProcess(id, record, new())!);
        Assert.Equal(_exec.ExecId, restored.Find(_replay.ExecId)!.ExecId);

        restored.Forget(restored.Find(_replay.ExecId)!);
        Assert.Null(restored.Find(_replay.ExecId));
        Assert.Null(restored.Find(_exec.ExecId));
    }

    [Fact]
    public void Keeps_only_the_latest_names()
    {
        var known = Learn(_exec);
        for (var restart = 0; restart < 20; restart++)
        {
            Assert.Same(known, Learn(An.Image(1_000 + (restart * 10), 7, Line, flags: "procFS") with { Start = An.At(1_000) }));
        }

        Assert.Equal(8, known.Extras!.OtherIds.Count);
        Assert.Null(_table.Find(An.ExecId(1_000, 7)));
        Assert.Same(known, _table.Find(An.ExecId(1_190, 7)));
    }

    [Fact]
    public void Knows_that_the_process_ran_another_program_meanwhile()
    {
        var before = Learn(_exec);

        var now = Learn(An.Image(1_000, 7, "/bin/other", flags: "procFS"));

        Assert.NotSame(before, now);
        Assert.Same(now, _table.Newest(7));
        Assert.Same(before, now.Older);
        Assert.NotNull(before.Gone);
        Assert.Null(before.End);
        Assert.Null(now.Gone);
    }

    [Fact]
    public void Remembers_that_the_process_ran_another_program_meanwhile()
    {
        Learn(_exec);
        Learn(An.Image(1_000, 7, "/bin/other", flags: "procFS"));
        var restored = new ProcessTable(new());

        _table.TakeChanges(image => restored.Restore(StateCodec.ReadProcess(image.ExecId, StateCodec.Write(image), new())!), _ => { });

        Assert.Equal(("/bin/other", Line), (restored.Newest(7)!.CommandLine, restored.Newest(7)!.Older!.CommandLine));
    }

    [Fact]
    public void Knows_a_late_replay_of_what_another_image_has_replaced()
    {
        var replay = An.Image(1_000, 7, "/bin/sh", flags: "procFS");
        var exec = Learn(An.Image(5_000, 7, Line, replay.ExecId, "execve"));

        var before = Learn(replay);

        Assert.Same(exec, _table.Newest(7));
        Assert.Same(before, exec.Older);
        Assert.Null(exec.Gone);
        Assert.Equal(exec.Start, before.Gone!.Value);
    }

    [Fact]
    public void Knows_that_the_pid_was_used_again_while_nobody_watched()
    {
        var before = Learn(_exec);

        var now = Learn(An.Image(50_000, 7, Line, flags: "procFS"));

        Assert.NotSame(before, now);
        Assert.Equal(An.At(50_000), before.Gone!.Value);
        Assert.Same(now, _table.Newest(7));
    }

    [Fact]
    public void Does_not_take_it_for_a_process_that_has_ended()
    {
        var ended = Learn(_exec);
        _table.Exit(ended, _exec, An.At(1_010));

        Assert.NotSame(ended, Learn(_replay));
    }

    [Fact]
    public void Does_not_take_a_clone_for_a_replay_because_it_has_its_parents_flags()
    {
        var known = Learn(An.Image(1_003.7, 7, Line, flags: "execve"));

        Assert.NotSame(known, Learn(An.Image(1_003.2, 7, Line, flags: "procFS")));
    }

    [Fact]
    public void Does_not_take_an_exec_of_the_same_program_for_the_image_before()
    {
        var replayed = Learn(_replay);

        var again = Learn(An.Image(5_000, 7, Line, _replay.ExecId, "execve"));

        Assert.NotSame(replayed, again);
        Assert.Same(again, _table.Newest(7));
    }

    [Fact]
    public void Ends_the_process_whichever_of_its_images_the_exit_names()
    {
        Learn(_exec);
        Learn(An.Image(1_000, 7, "/bin/other", flags: "procFS"));

        _table.Exit(_table.Find(_exec.ExecId)!, _exec, An.At(9_000));

        Assert.Equal(An.At(9_000), _table.Newest(7)!.Gone!.Value);
    }

    private ProcessImage Learn(ProcessFact fact) => _table.Learn(fact, out _)!;

    private List<string> Above(ProcessImage image)
    {
        var above = new List<ProcessImage>();
        _table.Ancestry(image.ParentExecId, above);
        return [.. above.Select(ancestor => ancestor.ExecId)];
    }
}
