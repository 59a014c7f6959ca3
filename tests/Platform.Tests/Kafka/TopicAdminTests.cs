using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;

namespace Eyrie.Platform.Tests.Kafka;

/// <summary>Against a real broker, <c>EYRIE_TEST_KAFKA</c>: the mock cluster answers neither CreateTopics nor DescribeConfigs.</summary>
public sealed class TopicAdminTests
{
    private static readonly string? Address = Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA");

    public static bool HasBroker => !string.IsNullOrEmpty(Address);

    [Fact(Skip = "needs a real broker in EYRIE_TEST_KAFKA", SkipUnless = nameof(HasBroker))]
    public async Task Creates_once_finds_all_fine_and_grows_when_told()
    {
        var prefix = $"test-{Guid.NewGuid():N}.";
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Address }).Build();
        try
        {
            var two = new TopicAdmin(admin, new Topics(prefix, 2), new());
            await two.ApplyAsync(await two.PlanAsync(grow: false));
            Assert.All(await two.PlanAsync(grow: false), step => Assert.True(step.IsFine));

            var three = new TopicAdmin(admin, new Topics(prefix, 3), new());
            Assert.All((await three.PlanAsync(grow: false)).Where(step => !step.Topic.HasOnePartition), step => Assert.NotNull(step.Refusal));
            await three.ApplyAsync(await three.PlanAsync(grow: true));
            Assert.All(await three.PlanAsync(grow: false), step => Assert.True(step.IsFine));

            var settings = new Dictionary<ConfigResource, List<ConfigEntry>>
            {
                [new() { Type = ResourceType.Topic, Name = prefix + "events.v1" }] =
                    [new() { Name = "retention.ms", Value = "1000", IncrementalOperation = AlterConfigOpType.Set }],
            };
            await admin.IncrementalAlterConfigsAsync(settings);
            Assert.Equal("1000", Assert.Single((await three.PlanAsync(grow: false))[0].Changes).Found);
            await three.ApplyAsync(await three.PlanAsync(grow: false));
            Assert.All(await three.PlanAsync(grow: false), step => Assert.True(step.IsFine));
        }
        finally
        {
            await admin.DeleteTopicsAsync(new Topics(prefix).All.Select(topic => topic.Name));
        }
    }

    [Fact]
    public async Task A_broker_that_knows_no_topic_requests_is_a_failure_with_a_reason()
    {
        var topics = new Topics("mock.", 2);
        using var kafka = InProcessKafka.Start(topics);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();

        var failure = await Assert.ThrowsAsync<PipelineException>(
            () => new TopicAdmin(admin, topics, new()) { Patience = TimeSpan.FromSeconds(5) }.PlanAsync(grow: false));

        Assert.StartsWith("Kafka: reading the topics: ", failure.Message, StringComparison.Ordinal);
    }
}
