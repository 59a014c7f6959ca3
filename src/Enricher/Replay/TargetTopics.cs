using System.Text.RegularExpressions;
using Confluent.Kafka;
using Eyrie.Platform.Kafka;
using Topics = Eyrie.Contracts.Topics;
using TopicSpecification = Eyrie.Contracts.TopicSpecification;

namespace Eyrie.Enricher.Replay;

/// <summary>The topics that a replay writes to: never those of the pipeline, made when they are missing.</summary>
public static partial class TargetTopics
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Why a topic cannot be written to, in words; null when it can.</summary>
    public static string? Problem(string topic, Topics topics) =>
        topics.All.Any(ours => ours.Name == topic) ? $"'{topic}' is the pipeline's own topic: a replay would mix with what is live; name another, for instance 'replay.{topic}'"
        : topic.StartsWith("__", StringComparison.Ordinal) ? $"'{topic}' is Kafka's own topic"
        : topic is "." or ".." || !Allowed().IsMatch(topic) ? $"'{topic}' is no name for a topic: letters, digits, '.', '_' and '-' only, 249 at most"
        : null;

    /// <summary>Makes those that are missing, like <c>alerts.v1</c> and <c>activity.v1</c>.</summary>
    /// <returns>Those that were made.</returns>
    /// <exception cref="Platform.PipelineException">Kafka cannot be reached or refuses.</exception>
    internal static async Task<IReadOnlyList<string>> CreateMissingAsync(
        IAdminClient admin, ReplayRequest request, Topics topics, TopicOptions options)
    {
        try
        {
            var known = (await Task.Run(() => admin.GetMetadata(RequestTimeout))).Topics.Select(topic => topic.Topic).ToHashSet(StringComparer.Ordinal);
            var missing = Wanted(request, topics).Where(topic => !known.Contains(topic.Name)).ToArray();
            if (missing.Length > 0)
            {
                await admin.CreateTopicsAsync(missing.Select(topic => Describe(topic, options)), new() { RequestTimeout = RequestTimeout, OperationTimeout = RequestTimeout });
            }

            return [.. missing.Select(topic => topic.Name)];
        }
        catch (KafkaException e)
        {
            throw e.ToPipeline("creating the topics to write to");
        }
    }

    private static IEnumerable<TopicSpecification> Wanted(ReplayRequest request, Topics topics)
    {
        foreach (var (wanted, model) in ((string?, string)[])[(request.AlertsTopic, topics.Alerts), (request.ActivityTopic, topics.Activity)])
        {
            if (wanted is not null)
            {
                yield return topics.All.Single(ours => ours.Name == model) with { Name = wanted };
            }
        }
    }

    private static Confluent.Kafka.Admin.TopicSpecification Describe(TopicSpecification topic, TopicOptions options) => new()
    {
        Name = topic.Name,
        NumPartitions = topic.Partitions,
        ReplicationFactor = options.ReplicationFactor,
        Configs = new(TopicSettings.For(topic)),
    };

    [GeneratedRegex("^[a-zA-Z0-9._-]{1,249}$")]
    private static partial Regex Allowed();
}
