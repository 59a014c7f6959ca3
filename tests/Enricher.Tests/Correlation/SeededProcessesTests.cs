using Eyrie.Contracts;
using Eyrie.Enricher.Mapping;
using Eyrie.Enricher.State;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Eyrie.Enricher.Tests.Correlation;

/// <summary>Processes that began while nobody listened, as Tetragon's cache has them.</summary>
public sealed class SeededProcessesTests
{
    private static readonly ProcessFact Init = An.Image(0.1, 1, "/sbin/init");
    private static readonly ProcessFact Shell = An.Image(1_000, 70, "/bin/sh -c id", parent: Init.ExecId);
    private static readonly ProcessFact Id = An.Image(1_010, 71, "/usr/bin/id", parent: Shell.ExecId);

    private readonly EnrichmentPipeline _pipeline = An.Pipeline();
    private readonly PartitionState _state = An.State();

    [Fact]
    public void Joins_an_alert_with_a_process_that_nobody_saw_begin_and_its_ancestors()
    {
        Assert.Empty(Remember(An.Cached(Init, 5_000), An.Cached(Id, 5_000), An.Cached(Shell, 5_000)));

        var found = Assert.Single(_pipeline.Read(_state, An.Alert(6_000, 71, "id"))).Enrichment;

        Assert.Equal(Id.ExecId, found.Process!.ExecId);
        Assert.Equal([70L, 1L], found.Ancestors.Select(ancestor => ancestor.Pid!.Value));
    }

    [Fact]
    public void Lets_an_alert_go_that_waited_for_it()
    {
        _pipeline.Read(_state, An.Exec(Shell, Init));
        Assert.Empty(_pipeline.Read(_state, An.Alert(1_012, 71, "id")));

        var output = Remember(An.Cached(Id, 1_500));

        Assert.Equal(Id.ExecId, Assert.Single(output).Enrichment.Process!.ExecId);
    }

    [Fact]
    public void Does_not_bring_an_exited_process_back()
    {
        _pipeline.Read(_state, An.Exec(Id, Shell), An.Exit(Id, 1_020));

        Remember(An.Cached(Id, 1_500));

        var image = _state.Node(An.Node).Processes.Find(Id.ExecId)!;
        Assert.Equal((An.At(1_020), An.At(1_020)), (image.End!.Value, image.Gone!.Value));
    }

    [Fact]
    public void Does_not_write_over_what_an_exec_has_told()
    {
        _pipeline.Read(_state, An.Exec(Id, Shell));

        Remember(An.Cached(Id with { Executable = "/usr/bin/other", CommandLine = "other", Start = An.At(1) }, 1_500));

        var image = _state.Node(An.Node).Processes.Find(Id.ExecId)!;
        Assert.Equal((Id.Executable, Id.CommandLine, Id.Start), (image.Executable, image.CommandLine, image.Start));
    }

    [Fact]
    public void Takes_a_process_that_the_agent_knows_to_be_over_for_an_ancestor_but_not_for_who_acts_later()
    {
        Remember(An.Cached(Shell with { IsOver = true }, 5_000), An.Cached(Id, 5_000));

        var child = Assert.Single(_pipeline.Read(_state, An.Alert(6_000, 71, "id"))).Enrichment;
        _pipeline.Read(_state, An.Alert(6_000, 70, "sh -c id"));
        var output = new List<Enriched>();
        _state.Clock.Idle(TimeSpan.FromMinutes(1));
        _pipeline.Expire(_state, output);

        Assert.Equal([70L], child.Ancestors.Select(ancestor => ancestor.Pid!.Value));
        Assert.NotEqual(Shell.ExecId, Assert.Single(output).Enrichment.Process?.ExecId);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Reads_what_the_agent_sends(int ended, bool isOver)
    {
        var cached = new ProcessInternal
        {
            Process = new() { ExecId = Id.ExecId, Pid = 71, Binary = "/usr/bin/id", StartTime = new Timestamp { Seconds = 1 } },
            RefcntOps = { ["process++"] = 1, ["process--"] = ended },
        };
        var received = An.At(5_000);

        var read = SensorMapper.Map(new(cached.ToByteArray(), SensorFormat.TetragonProcess, An.Node, received), "id");

        Assert.Equal((ObservationKind.CachedProcess, received, isOver), (read.Kind, read.Time, read.Process!.IsOver));
        Assert.Equal(("/usr/bin/id", EventTime.From(1, 0)), (read.Process.Executable, read.Process.Start));
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x0A, 0xFF })]
    public void Refuses_what_is_no_process(byte[] payload) => Assert.Throws<FormatException>(
        () => SensorMapper.Map(new(payload, SensorFormat.TetragonProcess, An.Node, default), "id"));

    private List<Enriched> Remember(params ReadOnlySpan<Observation> cached)
    {
        var output = new List<Enriched>();
        foreach (var process in cached)
        {
            _pipeline.Remember(process, _state, output);
        }

        return output;
    }
}
