using System.Net;
using Eyrie.Enricher.Acts;
using Eyrie.Enricher.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Enricher.Tests.Acts;

public sealed class RecentActsTests
{
    private static readonly Act Read = new(An.At(1_000), 71, "/etc/shadow", null, 0, false);
    private static readonly Act Connect = new(An.At(2_000), 72, null, IPAddress.Parse("2001:db8::1"), 443, false);

    [Fact]
    public void Finds_what_the_other_sensor_told_and_not_its_own()
    {
        var acts = new RecentActs();
        acts.Add(new(Read, "t", "tetragon", "policy"));
        acts.Add(new(Read, "f", "falco", "rule"));

        Assert.Equal("t", Assert.Single(acts.Others(Read, "falco")).Id);
        Assert.Equal("f", Assert.Single(acts.Others(Read, "tetragon")).Id);
    }

    [Fact]
    public void Forgets_the_oldest_when_full()
    {
        var acts = new RecentActs();
        acts.Add(new(Read, "first", "tetragon", null));
        for (var i = 0; i < RecentActs.Slots; i++)
        {
            acts.Add(new(Connect, "later", "tetragon", null));
        }

        Assert.Empty(acts.Others(Read, "falco"));
        Assert.Equal(RecentActs.Slots, acts.Others(Connect, "falco").Count);
    }

    [Fact]
    public void Comes_back_from_its_records_and_goes_on_where_it_was()
    {
        var state = An.State();
        var acts = state.Node(An.Node).Acts;
        for (var i = 0; i < RecentActs.Slots + 3; i++)
        {
            acts.Add(new(i == RecentActs.Slots + 2 ? Connect : Read, $"{i}", "tetragon", "policy"));
        }

        var restored = An.State();
        foreach (var record in Changes(state))
        {
            StateJournal.Restore(restored, record, TimeSpan.Zero, NullLogger.Instance);
        }

        var others = restored.Node(An.Node).Acts;
        Assert.Equal(new(Connect, $"{RecentActs.Slots + 2}", "tetragon", "policy"), Assert.Single(others.Others(Connect, "falco")));
        Assert.DoesNotContain(Changes(restored), record => record.Key.StartsWith("act/", StringComparison.Ordinal));
        others.Add(new(Read, "next", "tetragon", null));
        Assert.Equal($"act/{An.Node}/3", Assert.Single(Changes(restored), record => record.Key.StartsWith("act/", StringComparison.Ordinal)).Key);
    }

    [Fact]
    public void Deletes_its_records_with_the_node()
    {
        var state = An.State();
        state.Node(An.Node).Acts.Add(new(Read, "t", "tetragon", null));
        Changes(state);

        state.Node(An.Node).Forget();

        Assert.Null(Assert.Single(Changes(state), record => record.Key == $"act/{An.Node}/0").Value);
    }

    private static List<Confluent.Kafka.Message<string, byte[]>> Changes(PartitionState state)
    {
        var records = new List<Confluent.Kafka.Message<string, byte[]>>();
        StateJournal.TakeChanges(state, records, NullLogger.Instance);
        return records;
    }
}
