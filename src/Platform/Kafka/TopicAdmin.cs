using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Eyrie.Contracts;
using NewTopic = Confluent.Kafka.Admin.TopicSpecification;

namespace Eyrie.Platform.Kafka;

/// <summary>Looks at the topics of a cluster, and makes them what they should be.</summary>
public sealed class TopicAdmin(IAdminClient admin, Topics topics, TopicOptions options)
{
    /// <summary>Longest wait for an answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What has to happen, in the order of <see cref="Topics.All"/>. Changes nothing.</summary>
    /// <exception cref="PipelineException">Kafka does not answer, or refuses us.</exception>
    public async Task<IReadOnlyList<TopicStep>> PlanAsync(bool grow)
    {
        try
        {
            return TopicPlan.Make(topics, options.ReplicationFactor, await ReadAsync(), grow);
        }
        catch (KafkaException e)
        {
            throw e.ToPipeline("reading the topics");
        }
    }

    /// <summary>Does what the plan says. A plan that says no to one topic changes none.</summary>
    /// <exception cref="PipelineException">Kafka refuses a change; the ones before it hold.</exception>
    public async Task ApplyAsync(IReadOnlyList<TopicStep> plan)
    {
        if (plan.Any(step => step.Refusal is not null))
        {
            return;
        }

        try
        {
            await CreateAsync([.. plan.Where(step => step.Existing is null).Select(ToNewTopic)]);
            await GrowAsync([.. plan.Where(step => step.Grows)]);
            await AlterAsync([.. plan.Where(step => step.Changes.Count > 0)]);
        }
        catch (CreateTopicsException e)
        {
            throw Refused(e, "creating", e.Results.Select(result => (result.Topic, result.Error)));
        }
        catch (CreatePartitionsException e)
        {
            throw Refused(e, "adding partitions to", e.Results.Select(result => (result.Topic, result.Error)));
        }
        catch (IncrementalAlterConfigsException e)
        {
            throw Refused(e, "configuring", e.Results.Select(result => (result.ConfigResource.Name, result.Error)));
        }
        catch (KafkaException e)
        {
            throw e.ToPipeline("changing the topics");
        }
    }

    // Asking for one topic by name may create it; asking for all does not.
    private async Task<IReadOnlyCollection<ExistingTopic>> ReadAsync()
    {
        var wanted = topics.All.Select(topic => topic.Name).ToHashSet(StringComparer.Ordinal);
        var metadata = await Task.Run(() => admin.GetMetadata(Patience));
        var found = metadata.Topics.Where(topic => wanted.Contains(topic.Topic) && topic.Partitions.Count > 0).ToArray();
        if (found.Length == 0)
        {
            return [];
        }

        var described = await admin.DescribeConfigsAsync(
            found.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic.Topic }),
            new() { RequestTimeout = Patience });
        var settings = described.ToDictionary(
            result => result.ConfigResource.Name,
            result => result.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Value ?? "", StringComparer.Ordinal),
            StringComparer.Ordinal);
        return [.. found.Select(topic => new ExistingTopic(
            topic.Topic, topic.Partitions.Count, topic.Partitions.Min(partition => partition.Replicas.Length), settings[topic.Topic]))];
    }

    private NewTopic ToNewTopic(TopicStep step) => new()
    {
        Name = step.Topic.Name,
        NumPartitions = step.Topic.Partitions,
        ReplicationFactor = options.ReplicationFactor,
        Configs = new(TopicSettings.For(step.Topic)),
    };

    private async Task CreateAsync(IReadOnlyCollection<NewTopic> missing)
    {
        if (missing.Count > 0)
        {
            await admin.CreateTopicsAsync(missing, new() { RequestTimeout = Patience, OperationTimeout = Patience });
        }
    }

    private async Task GrowAsync(IReadOnlyCollection<TopicStep> steps)
    {
        if (steps.Count > 0)
        {
            await admin.CreatePartitionsAsync(
                steps.Select(step => new PartitionsSpecification { Topic = step.Topic.Name, IncreaseTo = step.Topic.Partitions }),
                new() { RequestTimeout = Patience, OperationTimeout = Patience });
        }
    }

    private async Task AlterAsync(IReadOnlyCollection<TopicStep> steps)
    {
        if (steps.Count > 0)
        {
            await admin.IncrementalAlterConfigsAsync(
                steps.ToDictionary(
                    step => new ConfigResource { Type = ResourceType.Topic, Name = step.Topic.Name },
                    step => step.Changes.Select(change => new ConfigEntry
                    {
                        Name = change.Name,
                        Value = change.Wanted,
                        IncrementalOperation = AlterConfigOpType.Set,
                    }).ToList()),
                new() { RequestTimeout = Patience });
        }
    }

    private static PipelineException Refused(KafkaException e, string doing, IEnumerable<(string Topic, Error Error)> results)
    {
        var failed = results.Where(result => result.Error.IsError).ToArray();
        var words = failed.Select(result => $"{result.Topic}: {result.Error.Reason} ({result.Error.Code})");
        return new(KafkaFailures.Classify(failed.FirstOrDefault().Error ?? e.Error), $"Kafka: {doing} {string.Join("; ", words)}", e);
    }
}
