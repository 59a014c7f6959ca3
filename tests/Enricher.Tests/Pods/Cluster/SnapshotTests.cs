using System.Runtime.Versioning;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Testing;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Tests.Pods.Cluster;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"eyrie-{Guid.NewGuid():N}.pods");
    private readonly WatchedTime _time = new();
    private readonly RecordedLog<SnapshotKeeper> _log = new();

    [Fact]
    public async Task A_restart_answers_from_the_snapshot_until_the_watch_is_in_sync()
    {
        var before = View();
        await RunAsync(before, () =>
        {
            before.Put(ACluster.Pod(1, "web-1", 0, "10.0.0.7"));
            before.Put(ACluster.Pod(2, "stale"));
            before.Put(ACluster.ReplicaSet(9, "web-5b7f9c", null));
            before.Listed(ClusterKind.Pod, new HashSet<string> { ACluster.Uid(1), ACluster.Uid(2) });
        });

        var catalog = new ClusterCatalog(TimeSpan.FromMinutes(10), _time);
        var after = catalog.Of("a");
        await RunAsync(after, () => { });
        Assert.Equal("web-1", catalog.Find(new() { Cluster = "a", ContainerId = ACluster.ContainerId(1) })!.Name);
        Assert.Equal(2, after.Count(ClusterKind.Pod));

        after.Put(ACluster.Pod(1, "web-1", 0, "10.0.0.7"));
        after.Listed(ClusterKind.Pod, new HashSet<string> { ACluster.Uid(1) });
        Assert.Equal(1, after.Count(ClusterKind.Pod));
        Assert.DoesNotContain(_log.Lines, static line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_written_now_and_then_while_something_changes()
    {
        var view = View();
        var keeper = Keeper(view);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        await _time.PassAsync(TestContext.Current.CancellationToken);
        await _time.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(File.Exists(_path));

        view.Put(ACluster.Pod(1));
        view.Listed(ClusterKind.Pod, new HashSet<string> { ACluster.Uid(1) });
        _time.Advance(TimeSpan.FromMinutes(1));
        await _time.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Single(ClusterSnapshot.Read(_path, "a"));
        await keeper.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("not ours", "no snapshot of this version")]
    [InlineData("", "no snapshot of this version")]
    [InlineData("eyrie-pods-1 b\nend 0\n", "another cluster")]
    [InlineData("eyrie-pods-1 a\n", "ends too early")]
    [InlineData("eyrie-pods-1 a\n{\nend 1\n", "no JSON of ours")]
    [InlineData("eyrie-pods-1 a\nend 5\n", "has 0 objects")]
    public async Task A_file_that_is_broken_or_anothers_is_told_once_and_left_alone(string text, string problem)
    {
        await File.WriteAllTextAsync(_path, text, TestContext.Current.CancellationToken);
        var view = View();

        await RunAsync(view, () => { });

        Assert.Contains(problem, Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Equal(0, view.Count(ClusterKind.Pod));
        Assert.Equal(text, await File.ReadAllTextAsync(_path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Half_a_file_is_never_in_its_place()
    {
        var view = View();
        view.Put(ACluster.Pod(1));
        ClusterSnapshot.Write(_path, view);
        Directory.CreateDirectory(_path + ".new");

        Assert.ThrowsAny<UnauthorizedAccessException>(() => ClusterSnapshot.Write(_path, view));

        Assert.Single(ClusterSnapshot.Read(_path, "a"));
        Directory.Delete(_path + ".new");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Is_nobody_elses_business()
    {
        ClusterSnapshot.Write(_path, View());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
    }

    public void Dispose() => File.Delete(_path);

    private ClusterView View() => new("a", TimeSpan.FromMinutes(10), _time);

    private SnapshotKeeper Keeper(ClusterView view) =>
        new(view, Options.Create(new EnricherOptions { Pods = new() { SnapshotPath = _path } }), _time, _log);

    private async Task RunAsync(ClusterView view, Action happens)
    {
        var keeper = Keeper(view);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        happens();
        await keeper.StopAsync(TestContext.Current.CancellationToken);
    }
}
