using System.Text;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.Tests.OnCall;

public sealed class NoticeGroupTests
{
    private readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private readonly NoticeGroup _group = new("i1", A.Target);

    [Fact]
    public void Keeps_whole_only_the_worst_and_what_the_newest_says()
    {
        var news = Enumerable.Range(1, 100).Select(i => A.Pending("i1", i == 40 ? Severity.Error : Severity.Warning, sequence: i)).ToList();
        news.ForEach(Add);

        Assert.Equal(news, _group.News);
        Assert.Equal([news[39]], news.Where(alert => !alert.Alert.Document.IsEmpty));
        Assert.Equal([news[39]], news.Where(alert => alert.Record.Message is not null));
        Assert.Equal(["i1"], news.Select(alert => alert.Alert.Incident).Distinct());
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), news.Select(alert => alert.Alert.IncidentSequence));
        Assert.Single(news.Select(alert => alert.Alert.Rule).Distinct());
        Assert.Equal([news[39], news[99]], news.Where(alert => alert.Bytes > 700));
        Assert.All(news, alert => Assert.True(alert.Record.Offset > 0));
    }

    [Fact]
    public void Keeps_no_document_of_what_people_know_to_be_so_bad()
    {
        _group.Told = new() { Incident = "i1", Worst = Severity.Error, FirstAt = _now, LastAt = _now };
        var (known, worse) = (A.Pending("i1", Severity.Error), A.Pending("i1", Severity.Critical));
        Add(known);
        Add(worse);

        Assert.True(known.Alert.Document.IsEmpty);
        Assert.False(worse.Alert.Document.IsEmpty);
    }

    [Fact]
    public void Keeps_whole_what_goes_to_several_places()
    {
        var (one, two) = (A.Pending("i1"), A.Pending("i1"));
        one.GoesTo(2);
        two.GoesTo(2);
        Add(one);
        Add(two);

        Assert.All([one, two], alert => Assert.False(alert.Alert.Document.IsEmpty));
    }

    [Fact]
    public void The_backlog_is_as_light_as_what_is_kept_of_it()
    {
        var (offsets, news) = (new OnCallOffsets(), Enumerable.Range(1, 1_000).Select(_ => Large()).ToList());
        foreach (var alert in news)
        {
            offsets.Read(alert.Record);
            _group.Add(alert, A.Target);
            _group.Lighten(_now, offsets.Resize);
        }

        Assert.Equal(1_000, offsets.Waiting(_ => true).Alerts);
        Assert.Equal(news.Sum(alert => (long)alert.Bytes), offsets.Waiting(_ => true).Bytes);
        Assert.InRange(offsets.Waiting(_ => true).Bytes, 100_000, 1_000_000); // whole they are 9 MB
        news.ForEach(alert => offsets.Settle(alert.Record));
        Assert.Equal(0, offsets.Waiting(_ => true).Bytes);
    }

    private void Add(PendingAlert alert)
    {
        _group.Add(alert, A.Target);
        _group.Lighten(_now, static _ => { });
    }

    private static PendingAlert Large()
    {
        var small = A.Pending("i1");
        var document = Encoding.UTF8.GetBytes(new string('x', 4_000));
        ConsumeResult<string, byte[]> record = new() { TopicPartitionOffset = small.Record.TopicPartitionOffset, Message = new() { Key = "k", Value = document, Timestamp = Timestamp.Default } };
        return new(small.Alert with { Document = document }, record, isRetry: false);
    }
}
