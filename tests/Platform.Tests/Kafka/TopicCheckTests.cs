using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Platform.Tests.Kafka;

public sealed class TopicCheckTests
{
    private static readonly Topics Topics = new("check.", 1);
    private static readonly string? Address = Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA");

    public static bool HasBroker => !string.IsNullOrEmpty(Address);

    /// <summary>The mock cluster describes no topics.</summary>
    [Fact(Skip = "needs a real broker in EYRIE_TEST_KAFKA", SkipUnless = nameof(HasBroker))]
    public async Task Finds_the_topic_that_is_missing_and_does_not_make_it()
    {
        var check = new TopicCheck(Clients(Address!));
        var missing = $"test-{Guid.NewGuid():N}.events.v1";

        for (var time = 0; time < 2; time++)
        {
            var troubles = await check.FindAsync([missing], AclOperation.Write, TestContext.Current.CancellationToken);

            var trouble = Assert.Single(troubles);
            Assert.Equal(KafkaTroubleKind.MissingTopic, trouble.Kind);
            Assert.StartsWith($"the topic {missing} is not in Kafka", trouble.Sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Finds_nothing_where_nobody_answers()
    {
        var check = new TopicCheck(Clients("127.0.0.1:1")) { Patience = TimeSpan.FromSeconds(1) };

        Assert.Empty(await check.FindAsync([Topics.Events], AclOperation.Write, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_small_producer_reports_outcomes_without_the_records(bool isLarge)
    {
        using var kafka = InProcessKafka.Start(Topics);
        using var producer = Clients(kafka.BootstrapServers).CreateProducer(isLarge ? LocalBuffer.Large : LocalBuffer.Small);
        var reported = new TaskCompletionSource<DeliveryReport<string, byte[]>>(TaskCreationOptions.RunContinuationsAsynchronously);

        producer.Produce(Topics.Events, new() { Key = "node", Value = [1], Headers = [] }, reported.SetResult);

        var report = await reported.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((ErrorCode.NoError, Topics.Events), (report.Error.Code, report.Topic));
        Assert.Equal(isLarge ? "node" : null, report.Message.Key);
        Assert.Equal(isLarge ? PersistenceStatus.Persisted : PersistenceStatus.PossiblyPersisted, report.Status);
    }

    private static KafkaClients Clients(string address) =>
        new(Options.Create(new KafkaOptions { BootstrapServers = address }), NullLogger<KafkaClients>.Instance);
}
