using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Routing;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Sinks.Tests.OnCall;

public sealed class AddressDeskTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly OnCallOffsets _offsets = new();
    private readonly AddressDesk _desk;

    public AddressDeskTests()
    {
        var metrics = new SinkMetrics(_meters);
        var settlement = new Settlement("people", _offsets, null!, metrics, TimeProvider.System, NullLogger.Instance);
        _desk = new("#soc", new("people", new ScriptedNotifier(), new(), new EmptyBook(), settlement, null!, metrics, TimeProvider.System, NullLogger.Instance));
    }

    [Fact]
    public void What_is_read_again_while_the_notice_from_before_the_rebalance_is_in_flight_is_told_when_that_fails()
    {
        var (before, again) = (A.Pending("i1", id: "a1"), A.Pending("i1", id: "a1"));
        _desk.Add("i1", A.Target, before);
        var choice = _desk.Choose().Choice;
        var drafts = _desk.Draft(choice);

        _desk.Drop(alert => alert.Record.TopicPartition == before.Record.TopicPartition); // a rebalance takes the partition
        _desk.Add("i1", A.Target, again); // and brings it back
        _desk.Failed(choice, drafts, DateTimeOffset.MinValue);

        var news = Assert.Single(_desk.Draft(_desk.Choose().Choice)).News;
        Assert.Same(again, Assert.Single(news));
    }

    [Fact]
    public void The_word_that_it_is_over_is_kept_likewise()
    {
        var (before, again) = (A.Pending("i1"), A.Pending("i1"));
        _desk.Add("i1", A.Target, A.Pending("i1"));
        var choice = _desk.Choose().Choice;
        var drafts = _desk.Draft(choice);
        _desk.Close("i1", A.Target, before);

        _desk.Drop(static _ => true);
        _desk.Close("i1", A.Target, again);
        _desk.Failed(choice, drafts, DateTimeOffset.MinValue);

        Assert.True(_desk.Has("i1"));
        Assert.Same(again, Assert.Single(_desk.Choose().Choice.Groups).Closing);
    }

    public void Dispose() => _meters.Dispose();

    private sealed class EmptyBook : INoticeBook
    {
        public Told? Find(NoticeKey key) => null;

        public IReadOnlyList<(NoticeKey Key, RouteTarget Target)> WhoKnows(string sink, string incident) => [];

        public Task WriteAsync(NoticeKey key, NoticePage page, CancellationToken cancellation) => Task.CompletedTask;
    }
}
