using System.Text;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.State;
using Eyrie.Enricher.Tests.Correlation;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Enricher.Tests.State;

public sealed class PendingReaderTests
{
    private static readonly List<SensorEvent> Alerts =
        [.. Recording.Read("2-web-shell", "falco-http").Events.Where(e => e.Format is SensorFormat.FalcoJson).Take(3)];

    private readonly PartitionState _state = An.State();
    private readonly List<Message<string, byte[]>> _journal = [];

    [Fact]
    public void Lets_alerts_wait_on_that_are_read_again()
    {
        var reader = ReaderOf((Alerts[0], 10), (Alerts[1], 12));

        reader.Take(RecordOf(Alerts[0], 10));
        reader.Take(RecordOf(Alerts[2], 11));
        reader.Take(RecordOf(Alerts[1], 12));

        Assert.Empty(reader.GiveUp());
        Assert.Equal((10L, 12L), (reader.First, reader.Last));
        Assert.Equal((2, 0), (_state.Waiting.Count, _state.Pending.Count));
        Assert.Equal((Alerts[0].ComputeId(), An.At(10)), (_state.Waiting.First!.Alert.Id, _state.Waiting.First.Deadline));
        Assert.Equal(0, StateJournal.TakeChanges(_state, _journal, NullLogger.Instance));
        Assert.Empty(_journal);
    }

    [Fact]
    public void Counts_those_as_lost_that_are_not_there_any_more()
    {
        var reader = ReaderOf((Alerts[0], 10), (Alerts[1], 12), (Alerts[2], 14));

        reader.Take(RecordOf(Alerts[1], 12));
        var lost = reader.GiveUp();

        Assert.Equal([Alerts[0].ComputeId(), Alerts[2].ComputeId()], lost);
        Assert.Equal(2, StateJournal.TakeChanges(_state, _journal, NullLogger.Instance));
        Assert.Equal(
            lost.Select(id => "pending/" + id).Order(),
            _journal.Where(record => record.Value is null).Select(record => record.Key).Order());
        Assert.Equal(0, StateJournal.TakeChanges(_state, [], NullLogger.Instance));
    }

    [Fact]
    public void Takes_no_other_event_for_the_one_that_waited()
    {
        var reader = ReaderOf((Alerts[0], 10));

        reader.Take(RecordOf(Alerts[1], 10));

        Assert.Equal([Alerts[0].ComputeId()], reader.GiveUp());
        Assert.Equal(0, _state.Waiting.Count);
    }

    [Fact]
    public void Remembers_of_a_waiting_alert_no_more_than_where_it_is()
    {
        var secret = An.Alert(1_000, 77, "mysql -psecret") with { Id = "a1" };
        An.Pipeline().Apply(secret, new() { Offset = 42, Message = new() { Key = An.Node, Value = Encoding.UTF8.GetBytes("-psecret") } }, _state, []);

        StateJournal.TakeChanges(_state, _journal, NullLogger.Instance);

        var record = Assert.Single(_journal, record => record.Key == "pending/a1");
        Assert.Null(record.Headers);
        Assert.Equal($$"""{"v":2,"o":42,"d":{{_state.Waiting.First!.Deadline.UnixNanoseconds}}}""", Encoding.UTF8.GetString(record.Value));
    }

    [Fact]
    public void Lets_alerts_wait_on_that_an_earlier_version_wrote_as_they_came()
    {
        var record = EventRecord.ToMessage(Alerts[0]);
        record.Key = "pending/" + Alerts[0].ComputeId();

        StateJournal.Restore(_state, record, TimeSpan.FromSeconds(3), NullLogger.Instance);

        Assert.Equal(Alerts[0].ComputeId(), _state.Waiting.First!.Alert.Id);
        Assert.Equal(_state.Waiting.First.Alert.Time + TimeSpan.FromSeconds(3), _state.Waiting.First.Deadline);
    }

    private PendingReader ReaderOf(params ReadOnlySpan<(SensorEvent Alert, long Offset)> waiting)
    {
        foreach (var (alert, offset) in waiting)
        {
            var value = Encoding.UTF8.GetBytes($$"""{"v":2,"o":{{offset}},"d":{{An.At(offset).UnixNanoseconds}}}""");
            StateJournal.Restore(_state, new() { Key = "pending/" + alert.ComputeId(), Value = value }, default, NullLogger.Instance);
        }

        return new(_state, _state.Pending.InOrder());
    }

    private static ConsumeResult<string, byte[]> RecordOf(SensorEvent sensorEvent, long offset) =>
        new() { Offset = offset, Message = EventRecord.ToMessage(sensorEvent) };
}
