using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Eyrie.Platform.Kafka;

/// <summary>Asks once whether topics are there and may be used. Creates none, even where the broker creates topics that are asked for.</summary>
public sealed class TopicCheck(KafkaClients clients)
{
    /// <summary>Longest wait for the brokers.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What stands against using the topics.</summary>
    /// <param name="topics">Full names.</param>
    /// <param name="operation">What will be done there: <c>Write</c> or <c>Read</c>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>One for each topic that cannot be used; none when all is well, or when Kafka cannot be asked (then the clients say so).</returns>
    /// <exception cref="PipelineException">Fatal: no client can be made, for instance for a file that is not there.</exception>
    public async Task<IReadOnlyList<KafkaTrouble>> FindAsync(
        IReadOnlyCollection<string> topics, AclOperation operation, CancellationToken cancellation)
    {
        using var admin = clients.CreateAdmin();
        return [.. (await DescribeAsync(admin, topics).WaitAsync(cancellation))
            .Select(topic => Trouble(topic, operation)).OfType<KafkaTrouble>()];
    }

    private async Task<IReadOnlyList<TopicDescription>> DescribeAsync(IAdminClient admin, IReadOnlyCollection<string> topics)
    {
        try
        {
            var described = await admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(topics), new() { RequestTimeout = Patience, IncludeAuthorizedOperations = true });
            return described.TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            return e.Results.TopicDescriptions;
        }
        catch (KafkaException)
        {
            return []; // no answer: the client says why, again and again if need be
        }
    }

    private KafkaTrouble? Trouble(TopicDescription topic, AclOperation operation)
    {
        if (topic.Error.IsError)
        {
            return clients.Explain(topic.Error, topic.Name, operation);
        }

        // A broker without ACLs lists none, or all.
        return topic.AuthorizedOperations is { Count: > 0 } allowed && !allowed.Contains(operation) && !allowed.Contains(AclOperation.All)
            ? clients.Explain(new(ErrorCode.TopicAuthorizationFailed), topic.Name, operation)
            : null;
    }
}
