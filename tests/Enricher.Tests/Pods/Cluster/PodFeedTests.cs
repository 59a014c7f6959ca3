using Eyrie.Enricher.Pods.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Enricher.Tests.Pods.Cluster;

/// <summary>The feed writes into a dictionary that compacts as Kafka does; a picture reads from there.</summary>
public sealed class PodFeedTests
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _time = new(ACluster.Start.AddHours(1));
    private readonly Dictionary<string, byte[]?> _topic = [];
    private readonly List<string> _log = [];

    [Fact]
    public void Writes_an_object_once_and_a_change_again()
    {
        var feed = Open();

        feed.Put(ACluster.Pod(1));
        feed.Put(ACluster.Pod(1) with { ResourceVersion = "2" });
        Assert.Equal([$"a/pod/{ACluster.Uid(1)}"], _log);

        feed.Put(ACluster.Pod(1) with { Node = "node-2" });
        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public void Writes_a_deletion_with_its_time_and_takes_the_key_out_later()
    {
        var feed = Open();
        feed.Put(ACluster.Pod(1));
        feed.Delete(ClusterKind.Pod, ACluster.Uid(1));
        feed.Delete(ClusterKind.Pod, ACluster.Uid(1));

        var gone = ClusterCodec.Read(_topic[Key(1)])!.Value;
        Assert.Equal(_time.GetUtcNow(), gone.Deleted.ToDateTimeOffset());
        Assert.Equal("web-1", ((PodObject)gone.Object!).Name);
        Assert.Equal(2, _log.Count);

        _time.Advance(Memory);
        feed.Beat(_ => true);
        Assert.NotNull(_topic[Key(1)]);
        _time.Advance(TimeSpan.FromSeconds(1));
        feed.Beat(_ => true);
        Assert.Null(_topic[Key(1)]);
    }

    [Fact]
    public void Takes_out_the_oldest_of_very_many_deletions_before_their_time()
    {
        var feed = Open();
        for (var i = 1; i <= 100_002; i++)
        {
            feed.Put(new ServiceObject(ACluster.Uid(i), "shop", "web"));
            feed.Delete(ClusterKind.Service, ACluster.Uid(i));
        }

        feed.Beat(_ => false);

        Assert.Equal([$"a/service/{ACluster.Uid(1)}", $"a/service/{ACluster.Uid(2)}"], _topic.Where(entry => entry.Value is null).Select(entry => entry.Key));
    }

    [Fact]
    public void A_pod_that_comes_back_is_not_taken_out()
    {
        var feed = Open();
        feed.Put(ACluster.Pod(1));
        feed.Delete(ClusterKind.Pod, ACluster.Uid(1));
        feed.Put(ACluster.Pod(1));

        _time.Advance(Memory * 2);
        feed.Beat(_ => true);

        Assert.Equal(default, ClusterCodec.Read(_topic[Key(1)])!.Value.Deleted);
    }

    [Fact]
    public void After_a_restart_writes_only_what_differs_and_deletes_what_vanished_meanwhile()
    {
        var before = Open();
        before.Put(ACluster.Pod(1));
        before.Put(ACluster.Pod(2, "changed"));
        before.Put(ACluster.Pod(3, "vanished"));
        _topic["b/pod/" + ACluster.Uid(9)] = ClusterCodec.Write(ACluster.Pod(9));
        _log.Clear();

        var after = Restarted();
        Assert.Empty(_log);
        after.Put(ACluster.Pod(1));
        after.Put(ACluster.Pod(2, "changed") with { Node = "node-2" });
        after.Put(ACluster.Pod(4, "new"));
        after.Listed(ClusterKind.Pod, new HashSet<string> { ACluster.Uid(1), ACluster.Uid(2), ACluster.Uid(4) });

        Assert.Equal([Key(2), Key(4), Key(3), "a/pod/sync"], _log);
        Assert.NotEqual(default, ClusterCodec.Read(_topic[Key(3)])!.Value.Deleted);
        Assert.Equal(default, ClusterCodec.Read(_topic["b/pod/" + ACluster.Uid(9)])!.Value.Deleted);
    }

    [Fact]
    public void A_watch_that_is_in_sync_before_the_topic_was_read_loses_nothing()
    {
        var before = Open();
        before.Put(ACluster.Pod(1));
        before.Put(ACluster.Pod(3, "vanished"));
        _log.Clear();

        var after = Feed();
        after.Put(ACluster.Pod(2, "new"));
        after.Put(ACluster.Pod(1));
        after.Listed(ClusterKind.Pod, new HashSet<string> { ACluster.Uid(1), ACluster.Uid(2) });
        Assert.Empty(_log);
        Restore(after);
        after.Open();

        Assert.Equal([Key(2), Key(3), "a/pod/sync"], _log);
        Assert.NotEqual(default, ClusterCodec.Read(_topic[Key(3)])!.Value.Deleted);
    }

    [Fact]
    public void A_deletion_of_before_the_restart_is_taken_out_in_time()
    {
        var before = Open();
        before.Put(ACluster.Pod(1));
        before.Delete(ClusterKind.Pod, ACluster.Uid(1));

        var after = Restarted();
        _time.Advance(Memory + TimeSpan.FromSeconds(1));
        after.Beat(_ => true);

        Assert.Null(_topic[Key(1)]);
    }

    [Fact]
    public void Puts_a_value_right_that_cannot_be_read()
    {
        _topic[Key(1)] = "{"u8.ToArray();
        _topic[Key(2)] = "{"u8.ToArray();

        var feed = Restarted();
        feed.Put(ACluster.Pod(1));
        feed.Listed(ClusterKind.Pod, new HashSet<string> { ACluster.Uid(1) });

        Assert.NotNull(ClusterCodec.Read(_topic[Key(1)])!.Value.Object);
        Assert.NotEqual(default, ClusterCodec.Read(_topic[Key(2)])!.Value.Deleted);
    }

    [Fact]
    public void Says_regularly_that_a_kind_is_whole_as_long_as_the_watch_follows_it()
    {
        var feed = Open();
        feed.Beat(_ => true);
        Assert.Empty(_log);

        feed.Listed(ClusterKind.Pod, new HashSet<string>());
        _time.Advance(TimeSpan.FromMinutes(1));
        feed.Beat(_ => true);
        Assert.Equal(_time.GetUtcNow(), ClusterCodec.Read(_topic["a/pod/sync"])!.Value.Sync.ToDateTimeOffset());

        _log.Clear();
        feed.Beat(_ => false);
        Assert.Empty(_log);
    }

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        var feed = Open();
        feed.Put(ACluster.Pod(1, "web-1", 0, "10.0.0.7"));
        feed.Put(ACluster.Pod(2, "gone", 0, "10.0.0.8"));
        feed.Put(new NodeObject("n", new("node-1") { Zone = "z" }));
        feed.Delete(ClusterKind.Pod, ACluster.Uid(2));
        feed.Listed(ClusterKind.Pod, new HashSet<string> { ACluster.Uid(1) });

        var catalog = new ClusterCatalog(Memory, _time);
        var picture = new PodTopicPicture(catalog);
        Read(picture);

        Assert.Equal("web-1", catalog.Find(new() { Cluster = "a", Uid = ACluster.Uid(1) })!.Name);
        Assert.Equal("gone", catalog.Find(new() { Cluster = "a", Uid = ACluster.Uid(2) })!.Name); // a late alert's
        Assert.Equal(1, catalog.Of("a").Count(ClusterKind.Pod));
        Assert.Equal("z", catalog.FindNode("a", "node-1")!.Zone);
        Assert.Null(PodTopicAge.Problem(picture.Pods, "pods.v1", ACluster.At(3_600)));
        Assert.Contains("no news of the cluster 'a'", PodTopicAge.Problem(picture.Pods, "pods.v1", ACluster.At(3_800)), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Null(catalog.Find(new() { Cluster = "a", Uid = ACluster.Uid(2) }));
    }

    [Fact]
    public void Reading_again_from_the_beginning_removes_what_was_missed()
    {
        _topic[Key(1)] = ClusterCodec.Write(ACluster.Pod(1));
        _topic[Key(2)] = ClusterCodec.Write(ACluster.Pod(2, "b"));
        var catalog = new ClusterCatalog(Memory, _time);
        var picture = new PodTopicPicture(catalog);
        Read(picture);

        _topic.Remove(Key(1));
        Read(picture);

        Assert.Equal(1, catalog.Of("a").Count(ClusterKind.Pod));
        Assert.NotNull(catalog.Find(new() { Uid = ACluster.Uid(2) }));
    }

    [Fact]
    public void Says_when_nobody_feeds_the_topic() =>
        Assert.Contains("'eyrie pods' fills it", PodTopicAge.Problem([], "pods.v1", ACluster.At(0)), StringComparison.Ordinal);

    private static string Key(int number) => $"a/pod/{ACluster.Uid(number)}";

    private PodFeed Feed() => new(new ClusterCatalog(Memory, _time).Of("a"), Memory, _time, (key, value) =>
    {
        _log.Add(key);
        _topic[key] = value;
    });

    private PodFeed Open()
    {
        var feed = Feed();
        feed.Open();
        return feed;
    }

    private PodFeed Restarted()
    {
        var feed = Feed();
        Restore(feed);
        feed.Open();
        return feed;
    }

    private void Restore(PodFeed feed)
    {
        foreach (var (key, value) in _topic)
        {
            feed.Restore(key, value);
        }
    }

    private void Read(PodTopicPicture picture)
    {
        picture.Begin();
        foreach (var (key, value) in _topic)
        {
            picture.Take(key, value);
        }

        picture.End();
    }
}
