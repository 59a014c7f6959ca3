using Eyrie.Contracts;
using Eyrie.Platform.Kafka;

namespace Eyrie.Platform.Tests.Kafka;

public sealed class TopicPlanTests
{
    private static readonly Topics Wanted = new("eyrie.", 12);

    [Fact]
    public void Creates_what_is_missing()
    {
        var plan = TopicPlan.Make(Wanted, -1, [], grow: false);

        Assert.Equal(
            ["eyrie.events.v1", "eyrie.alerts.v1", "eyrie.activity.v1", "eyrie.state.v1", "eyrie.dead.v1", "eyrie.pods.v1", "eyrie.urgent.v1", "eyrie.retry.v1", "eyrie.silences.v1", "eyrie.notices.v1"],
            plan.Select(step => step.Topic.Name));
        Assert.All(plan, step => Assert.True(step is { Existing: null, Refusal: null, IsFine: false }));
    }

    [Fact]
    public void Does_nothing_when_all_is_as_it_should_be() =>
        Assert.All(TopicPlan.Make(Wanted, 3, AsWanted(Wanted), grow: true), step => Assert.True(step.IsFine));

    [Fact]
    public void Corrects_a_setting_that_differs()
    {
        var existing = AsWanted(Wanted);
        var settings = new Dictionary<string, string>(existing[0].Settings) { ["retention.ms"] = "604800000" };
        existing[0] = existing[0] with { Settings = settings };

        var plan = TopicPlan.Make(Wanted, 3, existing, grow: false);

        Assert.Equal(new("retention.ms", "604800000", "259200000"), Assert.Single(plan[0].Changes));
        Assert.All(plan.Skip(1), step => Assert.True(step.IsFine));
    }

    [Fact]
    public void Takes_the_same_number_for_the_same_however_it_is_written()
    {
        var existing = AsWanted(Wanted);
        existing[3] = existing[3] with { Settings = new Dictionary<string, string>(existing[3].Settings) { ["min.cleanable.dirty.ratio"] = "0.10" } };

        Assert.True(TopicPlan.Make(Wanted, 3, existing, grow: false)[3].IsFine);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Never_shrinks(bool grow)
    {
        var plan = TopicPlan.Make(new("eyrie.", 6), -1, AsWanted(Wanted), grow);

        Assert.All(plan.Where(step => !step.Topic.HasOnePartition), step => Assert.Equal(
            "has 12 partitions, and Kafka cannot take any away: set topics.partitions to 12", step.Refusal));
        Assert.All(plan, step => Assert.False(step.Grows));
    }

    [Fact]
    public void Grows_only_when_told_and_then_events_and_state_alike()
    {
        var more = new Topics("eyrie.", 24);

        Assert.All(TopicPlan.Make(more, -1, AsWanted(Wanted), grow: false).Where(step => !step.Topic.HasOnePartition), step => Assert.Contains("--grow", step.Refusal, StringComparison.Ordinal));
        var grown = TopicPlan.Make(more, -1, AsWanted(Wanted), grow: true);
        Assert.All(grown.Where(step => !step.Topic.HasOnePartition), step => Assert.True(step is { Grows: true, Refusal: null }));
        Assert.All(grown.Where(step => step.Topic.HasOnePartition), step => Assert.True(step.IsFine));
        Assert.Equal(grown[0].Topic.Partitions, grown[3].Topic.Partitions);
    }

    [Fact]
    public void Says_no_to_pods_in_several_partitions()
    {
        var existing = AsWanted(Wanted);
        existing[^1] = existing[^1] with { Partitions = 12 };

        Assert.StartsWith("has 12 partitions and needs one", TopicPlan.Make(Wanted, 3, existing, grow: true)[^1].Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_other_replicas_without_touching_them()
    {
        var plan = TopicPlan.Make(Wanted, 2, AsWanted(Wanted), grow: false);

        Assert.All(plan, step => Assert.True(step is { IsFine: false, Refusal: null, Changes.Count: 0 }));
        Assert.Equal("has 3 replicas, 2 wanted: kafka-reassign-partitions changes that", plan[0].Note);
    }

    [Fact]
    public void Events_are_kept_for_days_and_state_by_key()
    {
        var events = TopicSettings.For(Wanted.All[0]);
        var state = TopicSettings.For(Wanted.All[3]);

        Assert.Equal(("delete", "259200000", "64800000"), (events["cleanup.policy"], events["retention.ms"], events["segment.ms"]));
        Assert.Equal(("compact", "3600000", "0.1"), (state["cleanup.policy"], state["segment.ms"], state["min.cleanable.dirty.ratio"]));
        Assert.False(state.ContainsKey("retention.ms"));
        Assert.Equal("12582912", events["max.message.bytes"]);
    }

    private static List<ExistingTopic> AsWanted(Topics topics) =>
        [.. topics.All.Select(topic => new ExistingTopic(topic.Name, topic.Partitions, 3, TopicSettings.For(topic)))];
}
