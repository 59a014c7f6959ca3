using Confluent.Kafka;
using Eyrie.Enricher.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Enricher.Tests.State;

public sealed class StateJournalTests
{
    private static readonly System.Text.Json.JsonSerializerOptions Fields = new() { IncludeFields = true };

    private readonly EnrichmentPipeline _pipeline = An.Pipeline();
    private readonly PartitionState _state = An.State();
    private readonly List<Message<string, byte[]>> _journal = [];

    [Fact]
    public void Gives_back_every_process_container_and_incident_as_it_was()
    {
        Play(0);

        AssertSame(_state, Restored());
    }

    [Fact]
    public void Follows_what_changes_and_what_is_forgotten()
    {
        Play(0);
        StateJournal.TakeChanges(_state, _journal, NullLogger.Instance);
        var before = _journal.Count;
        Play(2_000_000);
        _state.Clock.Idle(TimeSpan.FromMinutes(17));
        _state.Sweep(_state.Node(An.Node));
        StateJournal.TakeChanges(_state, _journal, NullLogger.Instance);

        AssertSame(_state, Restored());
        Assert.Contains(_journal.Skip(before), record => record.Value is null && record.Key.StartsWith("process/", StringComparison.Ordinal));
        Assert.Contains(_journal.Skip(before), record => record.Value is null && record.Key.StartsWith("incident/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rack/1")]
    [InlineData("/")]
    [InlineData("a%2Fb/%25/%")]
    public void Knows_nodes_again_whatever_they_are_called(string node)
    {
        var shell = An.Image(10, 7, "/bin/sh", container: "0123456789abcdef");
        _pipeline.Read(
            _state,
            An.Exec(shell) with { Node = node, Pod = new() { Name = "web" }, Container = new() { Id = "0123456789abcdef", Name = "c" } },
            An.Policy(shell, 20) with { Node = node });

        var restored = Restored();

        Assert.Equal(node, Assert.Single(restored.Nodes).Name);
        Assert.Single(restored.Node(node).Processes.Images);
        Assert.Single(restored.Node(node).Containers.All);
        AssertSame(_state, restored);

        _state.Clock.Idle(TimeSpan.FromDays(2));
        _state.Sweep(_state.Node(node));
        Assert.Empty(Restored().Nodes);
    }

    [Fact]
    public void Forgets_made_up_nodes_before_those_that_run_something()
    {
        Play(0);
        var real = An.Tetragon(ObservationKind.PolicyEvent, null, An.At(40));
        for (var i = 0; i < 25_000; i++)
        {
            _pipeline.Read(_state, real with { Id = $"{i}", Node = $"made-up-{i}", Time = An.At(40 + i), Received = An.At(40 + i) });
        }

        Assert.InRange(_state.Nodes.Count, 5_000, 10_000);
        Assert.NotEmpty(_state.Node(An.Node).Processes.Images);
        Assert.Contains(_state.Nodes, node => node.Name == "made-up-24999");
        var restored = Restored();
        Assert.Equal(_state.Nodes.Select(node => node.Name).Order(), restored.Nodes.Select(node => node.Name).Order());
        AssertSame(_state, restored);
    }

    [Fact]
    public void Writes_nothing_when_nothing_changed()
    {
        Play(0);
        StateJournal.TakeChanges(_state, [], NullLogger.Instance);

        StateJournal.TakeChanges(_state, _journal, NullLogger.Instance);

        Assert.Empty(_journal);
    }

    [Fact]
    public void Keeps_no_note_of_what_changed_for_those_who_write_none()
    {
        Play(0);

        StateJournal.DropChanges(_state);

        StateJournal.TakeChanges(_state, _journal, NullLogger.Instance);
        Assert.Empty(_journal);
        Assert.NotEmpty(_state.Node(An.Node).Processes.Images);
    }

    [Fact]
    public void Goes_on_without_what_it_cannot_read()
    {
        foreach (var (key, value) in new[] { ("process/n/x", "{"), ("process/x", "{}"), ("pending/x", "{}"), ("clock", "[]"), ("new-kind/x", "{}") })
        {
            StateJournal.Restore(_state, new() { Key = key, Value = System.Text.Encoding.UTF8.GetBytes(value) }, default, NullLogger.Instance);
        }

        Assert.Empty(_state.Nodes.SelectMany(node => node.Processes.Images));
    }

    [Fact]
    public void Goes_on_with_an_incident_that_an_earlier_version_wrote()
    {
        var record = System.Text.Encoding.UTF8.GetBytes($$"""{"v":1,"i":"abc","f":{{An.At(1_000).UnixNanoseconds}},"l":{{An.At(2_000).UnixNanoseconds}},"n":3}""");
        _state.Clock.Restore(An.At(3_000), null, default);
        StateJournal.Restore(_state, new() { Key = $"incident/{An.Node}", Value = record }, default, NullLogger.Instance);
        _state.Restored();

        var place = Assert.Single(An.Pipeline(new() { JoinWindow = TimeSpan.Zero }).Read(_state, An.Alert(4_000, null)).Alerts()).Enrichment.Incident!;

        Assert.Equal(("abc", 4, 4, An.At(1_000), An.At(4_000)), (place.Id, place.Sequence, place.SoFar!.Alerts, place.SoFar.First, place.SoFar.Last));
        Assert.Equal("A rule", Assert.Single(place.SoFar.Rules));
    }

    [Fact]
    public void Closes_an_incident_of_which_an_earlier_version_wrote_no_place()
    {
        StateJournal.Restore(_state, new() { Key = $"incident/{An.Node}", Value = """{"v":1,"i":"abc","f":1,"l":2,"n":3}"""u8.ToArray() }, default, NullLogger.Instance);
        _state.Restored();
        var output = new List<Enriched>();
        _state.Clock.Advance(An.At(0), An.At(0));
        _state.Incidents.Sweep(An.At(0));
        _pipeline.Expire(_state, output);

        using var documents = new DocumentRecords(new(), TimeProvider.System);
        Assert.Equal((An.Node, "abc"), (documents.Make(Assert.Single(output)).Key, output[0].Enrichment.Incident!.Id));
    }

    [Fact]
    public void Reads_what_a_newer_version_wrote()
    {
        var record = """{"v":9,"k":5,"p":7,"x":"/bin/cat","new":{"a":[1]}}"""u8.ToArray();

        StateJournal.Restore(_state, new() { Key = $"process/{An.Node}/abc/d", Value = record }, default, NullLogger.Instance);

        Assert.Equal("/bin/cat", _state.Node(An.Node).Processes.Find("abc/d")!.Executable);
    }

    private void Play(double from)
    {
        var shell = An.Image(from + 10, 7, "/bin/sh -c \"id; x\"", parent: An.ExecId(from + 1, 1)) with
        {
            User = new() { Id = "0", Name = "root" },
            WorkingDirectory = "/",
            EffectiveCapabilities = ["CAP_SYS_ADMIN"],
            Hashes = [new("sha256", "ab")],
            LoginUid = 1000,
        };
        var id = An.Image(from + 20, 8, "/usr/bin/id", parent: shell.ExecId, container: "0123456789abcdef");
        _pipeline.Read(
            _state,
            An.Exec(shell, An.Image(from + 1, 1, "/sbin/init")),
            An.Exec(id, shell) with
            {
                Pod = new() { Namespace = "shop", Name = "web", Uid = "u", Labels = new Dictionary<string, string> { ["app"] = "web" } },
                Container = new() { Id = "0123456789abcdef", Name = "c" },
            },
            An.Alert(from + 21, 8, "id"),
            An.Exit(id, from + 30));
    }

    private PartitionState Restored()
    {
        StateJournal.TakeChanges(_state, _journal, NullLogger.Instance);
        var restored = An.State();
        foreach (var record in _journal)
        {
            StateJournal.Restore(restored, record, TimeSpan.FromSeconds(3), NullLogger.Instance);
        }

        return restored;
    }

    private static void AssertSame(PartitionState expected, PartitionState actual)
    {
        Assert.Equal(Texts(expected), Texts(actual));
        Assert.Equal(expected.Clock.Now, actual.Clock.Now);
    }

    private static List<string> Texts(PartitionState state) =>
    [
        .. state.Nodes.SelectMany(node => node.Processes.Images).OrderBy(image => image.ExecId, StringComparer.Ordinal)
            .Select(image => $"{image.ExecId} {image.Gone} {System.Text.Json.JsonSerializer.Serialize(image.ToFact())}"),
        .. state.Nodes.SelectMany(node => node.Containers.All).OrderBy(known => known.Id, StringComparer.Ordinal)
            .Select(known => System.Text.Json.JsonSerializer.Serialize((known.Id, known.Pod, known.Container), Fields)),
        .. state.Incidents.Open.OrderBy(incident => incident.Subject, StringComparer.Ordinal)
            .Select(incident => $"{incident.Subject} {incident.Touched} {System.Text.Json.JsonSerializer.Serialize((incident.Id, incident.Summary, incident.Lead, incident.HighestScore), Fields)}"),
        .. state.Repeats.Known.Concat(state.Spoken.Known).OrderBy(known => known.Key)
            .Select(known => $"{known.Key} {known.Count} {known.First} {known.Last} {known.Touched}"),
    ];
}
