using System.Text;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Platform.Tests.Kafka;

public sealed class RecordTests
{
    private static readonly SensorEvent Event = new("{}"u8.ToArray(), SensorFormat.FalcoJson, "node-1", new(1_700_000_000_123_456_789))
    {
        Cluster = "prod",
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };

    [Fact]
    public void The_native_library_is_the_one_that_came_with_the_package() =>
        Assert.StartsWith("2.16.", KafkaNative.Load(), StringComparison.Ordinal);

    [Fact]
    public void An_event_comes_back_as_it_went()
    {
        var message = EventRecord.ToMessage(Event);

        Assert.True(EventRecord.TryRead(message, out var read, out _));
        Assert.Equal("node-1", message.Key);
        Assert.Equal(Event.Payload.ToArray(), message.Value);
        Assert.Equal(Event with { Payload = default }, read with { Payload = default });
        Assert.Equal(Event.Payload.ToArray(), read.Payload.ToArray());
        Assert.Equal(Event.ComputeId(), message.Headers.Text(RecordHeaders.Id));
    }

    [Theory]
    [InlineData(null, "the record has no header 'format'")]
    [InlineData("xml", "the header 'format' says 'xml', which is none of ours")]
    public void A_record_that_is_none_of_ours_says_why(string? format, string problem)
    {
        var message = new Message<string, byte[]> { Key = "n", Value = [1], Headers = new Headers().With(RecordHeaders.Format, format) };

        Assert.False(EventRecord.TryRead(message, out _, out var found));
        Assert.Equal(problem, found);
    }

    [Fact]
    public void A_dead_letter_keeps_the_record_and_says_where_it_came_from()
    {
        var record = new ConsumeResult<string, byte[]>
        {
            Topic = "eyrie.events.v1",
            Partition = 3,
            Offset = 42,
            Message = EventRecord.ToMessage(Event),
        };

        var letter = DeadLetter.From(record, "enricher", null, "unreadable", new string('x', 5_000));

        Assert.Equal(record.Message.Value, letter.Value);
        Assert.Equal(
            ("enricher", null, "unreadable", "eyrie.events.v1", "3", "42", "falco-json"),
            (letter.Headers.Text(RecordHeaders.Stage), letter.Headers.Text(RecordHeaders.Sink), letter.Headers.Text(RecordHeaders.Reason),
                letter.Headers.Text(RecordHeaders.Topic), letter.Headers.Text(RecordHeaders.Partition),
                letter.Headers.Text(RecordHeaders.Offset), letter.Headers.Text(RecordHeaders.Format)));
        Assert.Equal(4_000, letter.Headers.Text(RecordHeaders.Error)!.Length);
        Assert.Null(record.Message.Headers.Text(RecordHeaders.Stage));
    }

    [Fact]
    public void A_dead_letter_is_cut_only_when_it_is_longer_and_says_so()
    {
        var whole = new Message<string, byte[]> { Value = [1, 2, 3], Headers = [] }.CutTo(3);
        var cut = new Message<string, byte[]> { Value = [1, 2, 3], Headers = [] }.CutTo(2);

        Assert.Equal((3, null), (whole.Value.Length, whole.Headers.Text(RecordHeaders.Size)));
        Assert.Equal("3", cut.Headers.Text(RecordHeaders.Size));
        Assert.Equal([1, 2], cut.Value);
    }

    [Fact]
    public void The_last_header_of_a_name_counts_and_an_empty_one_is_left_out()
    {
        var headers = new Headers { { "a", Encoding.UTF8.GetBytes("1") } }.With("a", "2").With("b", "").With("c", null);

        Assert.Equal("2", headers.Text("a"));
        Assert.Equal((null, null), (headers.Text("b"), headers.Text("c")));
    }

    [Fact]
    public void A_client_that_finds_no_broker_at_once_does_no_harm()
    {
        using var admin = new KafkaClients(
            Options.Create(new KafkaOptions { BootstrapServers = "127.0.0.1:1" }),
            LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace)).CreateLogger<KafkaClients>()).CreateAdmin();

        Assert.Throws<KafkaException>(() => admin.GetMetadata(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task An_admin_that_reaches_nobody_says_so_as_a_failure_of_the_pipeline()
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = "127.0.0.1:1" })
            .SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();

        var failure = await Assert.ThrowsAsync<PipelineException>(
            () => new TopicAdmin(admin, new Topics(), new()) { Patience = TimeSpan.FromSeconds(1) }.PlanAsync(grow: false));

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.StartsWith("Kafka: reading the topics: ", failure.Message, StringComparison.Ordinal);
    }
}
