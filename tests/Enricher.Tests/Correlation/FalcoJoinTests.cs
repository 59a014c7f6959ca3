using Confluent.Kafka;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Tests.Correlation;

public sealed class FalcoJoinTests
{
    private static readonly ProcessFact Init = An.Image(0.1, 1, "/sbin/init");
    private static readonly ProcessFact Shell = An.Image(1_000, 70, "/bin/sh -c id", parent: Init.ExecId);
    private static readonly ProcessFact Id = An.Image(1_010, 71, "/usr/bin/id", parent: Shell.ExecId);

    private readonly EnrichmentPipeline _pipeline = An.Pipeline();
    private readonly PartitionState _state = An.State();

    [Fact]
    public void Joins_at_once_with_a_known_process_and_its_ancestors()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Id, Shell));

        var found = Assert.Single(_pipeline.Read(_state, An.Alert(1_012, 71, "id", cloned: 1_009))).Enrichment;

        Assert.Equal(new(CorrelationMethod.Pid, Confidence.High), found.Correlation);
        Assert.Equal(Id.ExecId, found.Process!.ExecId);
        Assert.Equal([70L, 1L], found.Ancestors.Select(ancestor => ancestor.Pid!.Value));
    }

    [Fact]
    public void Waits_for_a_process_that_is_not_known_yet_and_goes_with_it()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init));

        Assert.Empty(_pipeline.Read(_state, An.Alert(1_012, 71, "id")));
        var output = _pipeline.Read(_state, An.Exec(Id, Shell));

        Assert.Equal(Id.ExecId, Assert.Single(output.Alerts()).Enrichment.Process!.ExecId);
        Assert.Equal(0, _state.Waiting.Count);
    }

    [Fact]
    public void Lets_the_oldest_go_when_those_that_wait_are_too_large_together()
    {
        var output = new List<Enriched>();
        var large = new ConsumeResult<string, byte[]> { Message = new() { Key = "n", Value = new byte[25_000_000], Headers = [] } };
        _pipeline.Read(_state, An.Exec(Shell, Init));

        for (var pid = 71; pid < 74; pid++)
        {
            _pipeline.Apply(An.Alert(1_012, pid, "id"), large, _state, output);
        }

        Assert.Equal(71, Assert.Single(output.Alerts()).Enrichment.Process!.Pid);
        Assert.Equal((2, 50_000_000L), (_state.Waiting.Count, _state.Waiting.Bytes));
    }

    [Fact]
    public void Does_not_take_the_image_before_an_exec_for_the_one_after()
    {
        var bash = An.Image(1_020, 70, "/bin/bash -i", parent: Shell.ExecId, flags: "execve");
        _pipeline.Read(_state, An.Exec(Shell, Init));

        Assert.Empty(_pipeline.Read(_state, An.Alert(1_020.05, 70, "bash -i", action: "execve")));
        var found = _pipeline.Read(_state, An.Exec(bash, Shell)).Alerts().Single().Enrichment;

        Assert.Equal((bash.ExecId, Confidence.High), (found.Process!.ExecId, found.Correlation.Confidence));
    }

    [Fact]
    public void Joins_a_failed_exec_with_its_caller_even_when_the_next_exec_is_within_the_clocks_tolerance()
    {
        var bash = An.Image(1_020, 70, "/bin/bash -i", parent: Shell.ExecId, flags: "execve");
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(bash, Shell));

        var alert = An.Alert(1_019.6, 70, "sh -c id", action: "execve", outcome: "failure", cloned: 999);
        var found = Assert.Single(_pipeline.Read(_state, alert)).Enrichment;

        Assert.Equal((Shell.ExecId, Confidence.High), (found.Process!.ExecId, found.Correlation.Confidence));
    }

    [Fact]
    public void Does_not_join_with_an_ended_process_whose_pid_came_again()
    {
        _pipeline.Read(_state, An.Exec(Id, Shell), An.Exit(Id, 1_015));

        Assert.Empty(_pipeline.Read(_state, An.Alert(2_000, 71, "id")));
        Assert.Equal(1, _state.Waiting.Count);
    }

    [Fact]
    public void Does_not_join_with_a_process_older_than_the_alerts_when_its_exit_was_lost()
    {
        _pipeline.Read(_state, An.Exec(Id, Shell));

        Assert.Empty(_pipeline.Read(_state, An.Alert(2_000, 71, "id", cloned: 1_900)));
    }

    [Fact]
    public void Looks_at_the_process_of_a_thread_and_not_at_the_threads_age()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Id, Shell));
        var alert = An.Alert(2_000, 71, "id", cloned: 1_900);

        var found = Assert.Single(_pipeline.Read(_state, alert with { Process = alert.Process! with { ThreadId = 99 } })).Enrichment;

        Assert.Equal((Id.ExecId, Confidence.Medium), (found.Process!.ExecId, found.Correlation.Confidence));
        Assert.Contains("thread", found.Correlation.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_less_sure_without_the_time_of_the_clone()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Id, Shell));

        var found = Assert.Single(_pipeline.Read(_state, An.Alert(2_000, 71, "id"))).Enrichment;

        Assert.Equal((Id.ExecId, Confidence.Medium), (found.Process!.ExecId, found.Correlation.Confidence));
        Assert.Contains("proc.pid.ts", found.Correlation.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(70, true)] // the same parent: Falco, started later than the process, dates it by the time it found it
    [InlineData(1, true)]
    [InlineData(99, false)]
    [InlineData(null, false)]
    public void Joins_a_process_that_falco_dates_later_only_if_its_parent_speaks_for_it(int? parent, bool joins)
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Id, Shell));
        var alert = An.Alert(2_000, 71, "id", cloned: 1_900);
        _pipeline.Read(_state, alert with { Process = alert.Process! with { ParentPid = parent } });

        var found = _pipeline.Read(_state, An.Exec(An.Image(9_000, 91, "/bin/true"))).Alerts().Single().Enrichment;

        Assert.Equal(joins, found.Process!.ExecId == Id.ExecId);
        Assert.NotEqual(Confidence.High, found.Correlation.Confidence);
    }

    [Fact]
    public void Knows_a_fork_that_never_called_exec_from_any_event_of_it()
    {
        var fork = An.Image(1_030, 72, "/bin/sh -c id", parent: Shell.ExecId);
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Policy(fork, 1_031));

        var found = Assert.Single(_pipeline.Read(_state, An.Alert(1_032, 72, "sh -c id", cloned: 1_030.047))).Enrichment;

        Assert.Equal((fork.ExecId, Confidence.High), (found.Process!.ExecId, found.Correlation.Confidence));
    }

    [Theory]
    [InlineData(70, Confidence.High)]
    [InlineData(1, Confidence.High)] // adopted by pid 1
    [InlineData(4711, Confidence.Medium)]
    public void Is_less_sure_when_the_parent_is_another(long parent, object confidence)
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Id, Shell));
        var alert = An.Alert(1_012, 71, "id", cloned: 1_009);

        var found = Assert.Single(_pipeline.Read(
            _state, alert with { Process = alert.Process! with { ParentPid = parent } })).Enrichment;

        Assert.Equal(confidence, found.Correlation.Confidence);
        Assert.Equal(parent == 4711, found.Correlation.Reason is not null);
    }

    [Fact]
    public void Goes_out_with_falcos_own_words_and_the_known_parent_when_its_time_is_over()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init));
        var alert = An.Alert(1_012, 71, "id");
        alert = alert with { Process = alert.Process! with { ParentPid = 70 }, Parent = new() { Pid = 70, Name = "sh" } };

        Assert.Empty(_pipeline.Read(_state, alert));
        Assert.Empty(_pipeline.Read(_state, An.Exec(An.Image(4_011, 90, "/bin/true"))).Alerts());
        var found = _pipeline.Read(_state, An.Exec(An.Image(4_012, 91, "/bin/true"))).Alerts().Single().Enrichment;

        Assert.Equal((CorrelationMethod.Sensor, Confidence.Medium), (found.Correlation.Method, found.Correlation.Confidence));
        Assert.Equal([70L, 1L], found.Ancestors.Select(ancestor => ancestor.Pid!.Value));
    }

    [Fact]
    public void Names_the_contradiction_when_only_a_wrong_process_has_the_pid()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Alert(1_500, 70, "nc -e /bin/sh"));

        var found = _pipeline.Read(_state, An.Exec(An.Image(9_000, 91, "/bin/true"))).Alerts().Single().Enrichment;

        Assert.Equal(CorrelationMethod.Sensor, found.Correlation.Method);
        Assert.Contains("another command line", found.Correlation.Reason, StringComparison.Ordinal);
        Assert.Null(found.Process!.ExecId);
    }

    [Fact]
    public void Is_never_sure_with_nothing_but_a_pid()
    {
        _pipeline.Read(_state, An.Exec(Id, Shell), An.Alert(1_012, 71));

        var found = _pipeline.Read(_state, An.Exec(An.Image(9_000, 91, "/bin/true"))).Alerts().Single().Enrichment;

        Assert.Equal((CorrelationMethod.Pid, Confidence.Medium), (found.Correlation.Method, found.Correlation.Confidence));
    }

    [Fact]
    public void Does_not_wait_for_a_tetragon_that_is_not_there()
    {
        _pipeline.Read(_state, An.Alert(0, 5, "sh")); // the first may wait: Tetragon may start at the same time

        Assert.Equal(2, _pipeline.Read(_state, An.Alert(4_000, 6, "sh")).Count);
    }

    [Fact]
    public void Lets_the_oldest_go_when_too_many_wait()
    {
        var options = new EnricherOptions { MaxWaitingAlerts = 2 };
        var (pipeline, state) = (An.Pipeline(options), An.State(options));
        var alerts = new[] { An.Alert(1, 5, "a"), An.Alert(2, 6, "b"), An.Alert(3, 7, "c") };

        var output = pipeline.Read(state, alerts);

        Assert.Equal(alerts[0].Id, Assert.Single(output).Observation.Id);
    }

    [Fact]
    public void Leaves_out_an_alert_that_waits_already()
    {
        var alert = An.Alert(1, 5, "a");

        Assert.True(_pipeline.Apply(alert, An.Record, _state, []));
        Assert.False(_pipeline.Apply(alert, An.Record, _state, []));
        Assert.Equal(1, _state.Waiting.Count);
    }

    [Fact]
    public void Lets_alerts_go_when_idle_time_has_passed()
    {
        _pipeline.Read(_state, An.Alert(1, 5, "a"));
        var output = new List<Enriched>();

        _state.Clock.Idle(TimeSpan.FromSeconds(2.9));
        _pipeline.Expire(_state, output);
        Assert.Empty(output);

        _state.Clock.Idle(TimeSpan.FromSeconds(0.2));
        _pipeline.Expire(_state, output);
        Assert.Single(output);
    }

    [Fact]
    public void Does_not_let_an_event_from_the_future_expire_a_wait()
    {
        _pipeline.Read(_state, An.Alert(1_000, 5, "a"));

        var future = An.Exec(An.Image(900_000, 91, "/bin/true")) with { Received = An.At(1_001) };

        Assert.Empty(_pipeline.Read(_state, future).Alerts());
    }

    [Fact]
    public void Completes_tetragons_own_alert_from_the_table()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init));
        var pipeline = An.Pipeline(new() { Detections = [new() { Severity = "error" }] });

        var found = Assert.Single(pipeline.Read(_state, An.Policy(Id, 1_011))).Enrichment;

        Assert.Equal(new(CorrelationMethod.Sensor, Confidence.High), found.Correlation);
        Assert.Equal([70L, 1L], found.Ancestors.Select(ancestor => ancestor.Pid!.Value));
    }

    [Fact]
    public void Finds_the_process_of_tetragons_alert_that_came_without_its_id()
    {
        var pipeline = An.Pipeline(new() { Detections = [new() { Severity = "error" }] });
        pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Id, Shell));

        var found = Assert.Single(pipeline.Read(_state, An.Policy(Id with { ExecId = null, ParentExecId = null }, 1_011))).Enrichment;

        Assert.Equal((CorrelationMethod.Pid, Id.ExecId), (found.Correlation.Method, found.Process!.ExecId));
        Assert.Equal([70L, 1L], found.Ancestors.Select(ancestor => ancestor.Pid!.Value));
    }

    [Fact]
    public void Goes_on_with_falcos_ancestors_where_the_chain_breaks()
    {
        var orphan = An.Image(1_010, 71, "/usr/bin/id", parent: An.ExecId(900, 60));
        _pipeline.Read(_state, An.Exec(orphan));
        var alert = An.Alert(1_012, 71, "id") with
        {
            Parent = new() { Pid = 60, Name = "sshd" },
            Ancestors = [new() { Pid = 1, Name = "systemd" }],
        };

        Assert.Empty(_pipeline.Read(_state, alert)); // the parent may yet become known
        var found = _pipeline.Read(_state, An.Exec(An.Image(9_000, 91, "/bin/true"))).Alerts().Single().Enrichment;

        Assert.Equal(["sshd", "systemd"], found.Ancestors.Select(ancestor => ancestor.Name));
    }

    [Fact]
    public void Waits_for_an_ancestor_whose_event_is_late_and_goes_with_it()
    {
        var orphan = An.Image(1_010, 71, "/usr/bin/id", parent: Shell.ExecId);
        _pipeline.Read(_state, An.Exec(orphan));

        Assert.Empty(_pipeline.Read(_state, An.Alert(1_012, 71, "id", cloned: 1_009)));
        var found = Assert.Single(_pipeline.Read(_state, An.Exec(Shell, Init, at: 1_030)).Alerts()).Enrichment;

        Assert.Equal(Confidence.High, found.Correlation.Confidence);
        Assert.Equal([70L, 1L], found.Ancestors.Select(ancestor => ancestor.Pid!.Value));
    }

    [Fact]
    public void Does_not_wait_for_the_ancestor_of_what_runs_for_long()
    {
        _pipeline.Read(_state, An.Exec(An.Image(1_010, 71, "/usr/bin/id", parent: Shell.ExecId)));

        Assert.Single(_pipeline.Read(_state, An.Alert(4_100, 71, "id", cloned: 1_009)));
    }

    [Fact]
    public void Names_the_ancestor_that_the_sensors_call_differently()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Id, Shell));
        var alert = An.Alert(1_012, 71, "id", cloned: 1_009) with { Parent = new() { Pid = 70, Name = "nginx", Executable = "/usr/sbin/nginx" } };

        var found = Assert.Single(_pipeline.Read(_state, alert)).Enrichment;

        Assert.Equal((Id.ExecId, Confidence.Medium), (found.Process!.ExecId, found.Correlation.Confidence));
        Assert.Contains("nginx", found.Correlation.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_a_process_as_it_was_at_the_alerts_time()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Id, Shell), An.Exit(Id, 1_015));

        var found = Assert.Single(_pipeline.Read(_state, An.Alert(1_012, 71, "id", cloned: 1_009))).Enrichment;

        Assert.Equal((Id.ExecId, null, null), (found.Process!.ExecId, found.Process.End, found.Process.ExitCode));
    }

    [Fact]
    public void Says_none_when_the_event_names_no_process()
    {
        var alert = An.Alert(1, null) with { Process = null, Provider = "k8s_audit" };

        Assert.Equal(CorrelationMethod.None, Assert.Single(_pipeline.Read(_state, alert)).Enrichment.Correlation.Method);
    }

    [Fact]
    public void Lets_a_node_wait_by_its_own_clock_when_another_nodes_is_ahead()
    {
        var ahead = An.Exec(An.Image(3_600_000, 91, "/bin/true")) with { Node = "ahead" };
        _pipeline.Read(_state, ahead, An.Exec(Shell, Init));

        Assert.Empty(_pipeline.Read(_state, An.Alert(1_012, 71, "id")));
        Assert.Empty(_pipeline.Read(_state, ahead with { Id = "later", Time = An.At(3_602_000), Received = An.At(3_602_000) }).Alerts());
        Assert.Equal(Id.ExecId, Assert.Single(_pipeline.Read(_state, An.Exec(Id, Shell)).Alerts()).Enrichment.Process!.ExecId);
    }

    [Fact]
    public void Waits_longer_once_it_shows_how_far_behind_a_nodes_clock_is()
    {
        var ahead = An.Exec(An.Image(2_000, 91, "/bin/true")) with { Node = "ahead" };
        _pipeline.Read(_state, An.Exec(Shell, Init));
        Assert.Empty(_pipeline.Read(_state, An.Alert(1_012, 71, "id", cloned: 1_009))); // to be told by 4,012 of its own clock

        _pipeline.Read(_state, ahead, An.Exec(An.Image(1_200, 92, "/bin/true", parent: Init.ExecId)));
        Assert.Empty(_pipeline.Read(_state, ahead with { Id = "later", Time = An.At(4_100), Received = An.At(4_100) }).Alerts());

        Assert.Equal(Id.ExecId, Assert.Single(_pipeline.Read(_state, An.Exec(Id, Shell, at: 1_300)).Alerts()).Enrichment.Process!.ExecId);
    }

    [Fact]
    public void Does_not_join_with_a_process_of_which_the_first_that_is_told_is_its_end()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Alert(2_000, 71, "id"));

        Assert.Empty(_pipeline.Read(_state, An.Exit(Id, 1_015)).Alerts());
    }

    [Fact]
    public void Keeps_the_processes_of_a_node_whose_clock_is_days_behind()
    {
        var ahead = An.Exec(An.Image(500_000_000, 91, "/bin/true")) with { Node = "ahead" };
        _pipeline.Read(_state, ahead, An.Exec(Shell, Init), An.Exec(Id, Shell), An.Exit(Id, 1_011));

        _state.Sweep(_state.Node(An.Node));

        Assert.NotNull(_state.Node(An.Node).Processes.Find(Id.ExecId));
    }

    [Fact]
    public void Is_not_sure_of_an_exec_that_may_be_a_later_one_of_the_same_line()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Id, Shell));
        var again = An.Image(1_020, 71, "/usr/bin/id", parent: Id.ExecId, flags: "execve");

        Assert.Empty(_pipeline.Read(_state, An.Alert(1_020.03, 71, "id", action: "execve")));
        var found = Assert.Single(_pipeline.Read(_state, An.Exec(again, Id)).Alerts()).Enrichment;

        Assert.Equal((again.ExecId, Confidence.High), (found.Process!.ExecId, found.Correlation.Confidence));
    }

    [Fact]
    public void Shows_the_words_of_the_image_that_it_found()
    {
        _pipeline.Read(_state, An.Exec(An.Image(1_000, 70, "/bin/sh -c \"id; ls\"", parent: Init.ExecId), Init));

        var found = Assert.Single(_pipeline.Read(_state, An.Alert(1_001, 70, "sh -c id; ls"))).Enrichment;

        Assert.Equal(["/bin/sh", "-c", "id; ls"], found.Process!.Args);
    }

    [Fact]
    public void Names_no_process_for_figures_of_a_sensor()
    {
        var figures = An.Alert(1, null) with { Kind = ObservationKind.Metrics, Process = null };

        var found = Assert.Single(An.Pipeline().Read(An.State(), figures)).Enrichment.Correlation;

        Assert.Equal((CorrelationMethod.None, Confidence.Low), (found.Method, found.Confidence));
    }

    [Fact]
    public void Completes_the_ancestry_of_activity_from_earlier_events()
    {
        var found = _pipeline.Read(_state, An.Exec(Shell, Init), An.Exec(Id, Shell))[^1].Enrichment;

        Assert.Equal([70L, 1L], found.Ancestors.Select(ancestor => ancestor.Pid!.Value));
    }
}
