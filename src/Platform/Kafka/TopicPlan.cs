using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka;

/// <summary>A topic as the broker has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions it has.</param>
/// <param name="ReplicationFactor">Copies of each.</param>
/// <param name="Settings">Its settings by Kafka's names, defaults included.</param>
public sealed record ExistingTopic(
    string Name, int Partitions, int ReplicationFactor, IReadOnlyDictionary<string, string> Settings);

/// <summary>A setting that is not what it should be.</summary>
/// <param name="Name">Kafka's name of it.</param>
/// <param name="Found">What it is; empty when the broker does not say.</param>
/// <param name="Wanted">What it should be.</param>
public sealed record SettingChange(string Name, string Found, string Wanted);

/// <summary>What has to happen to one topic.</summary>
/// <param name="Topic">As it is wanted.</param>
/// <param name="Existing">As it is; null when it is missing.</param>
public sealed record TopicStep(TopicSpecification Topic, ExistingTopic? Existing)
{
    /// <summary>Partitions are added.</summary>
    public bool Grows { get; init; }

    /// <summary>Settings that are corrected.</summary>
    public IReadOnlyList<SettingChange> Changes { get; init; } = [];

    /// <summary>Why nothing may be changed; null when it may.</summary>
    public string? Refusal { get; init; }

    /// <summary>What differs and is left to the operator; null when nothing is.</summary>
    public string? Note { get; init; }

    /// <summary>The topic is as it should be.</summary>
    public bool IsFine => Existing is not null && !Grows && Changes.Count == 0 && Refusal is null && Note is null;
}

/// <summary>Compares the topics that are there with those that should be. Pure: nothing is asked or changed.</summary>
public static class TopicPlan
{
    /// <summary>One step a topic, in the order of <see cref="Topics.All"/>.</summary>
    /// <param name="topics">What should be there.</param>
    /// <param name="replicationFactor">Copies wanted; -1 takes what the broker gives.</param>
    /// <param name="existing">What is there.</param>
    /// <param name="grow">Partitions may be added: keys then move to other partitions.</param>
    public static IReadOnlyList<TopicStep> Make(
        Topics topics, int replicationFactor, IReadOnlyCollection<ExistingTopic> existing, bool grow) =>
        [.. topics.All.Select(topic => Step(
            topic, replicationFactor, existing.FirstOrDefault(found => found.Name == topic.Name), grow))];

    private static TopicStep Step(TopicSpecification topic, int replicationFactor, ExistingTopic? existing, bool grow)
    {
        if (existing is null)
        {
            return new(topic, null);
        }

        var isShort = existing.Partitions < topic.Partitions;
        return new(topic, existing)
        {
            Grows = isShort && grow,
            Refusal = isShort && !grow ? WouldMove(topic, existing) : existing.Partitions > topic.Partitions ? WouldShrink(topic, existing) : null,
            Changes = [.. Changes(topic, existing)],
            Note = replicationFactor > 0 && existing.ReplicationFactor != replicationFactor
                ? $"has {existing.ReplicationFactor} replicas, {replicationFactor} wanted: kafka-reassign-partitions changes that"
                : null,
        };
    }

    private static IEnumerable<SettingChange> Changes(TopicSpecification topic, ExistingTopic existing)
    {
        foreach (var (name, wanted) in TopicSettings.For(topic))
        {
            var found = existing.Settings.GetValueOrDefault(name, "");
            if (!IsSame(found, wanted))
            {
                yield return new(name, found, wanted);
            }
        }
    }

    // Brokers write 0.1 as it suits them.
    private static bool IsSame(string found, string wanted) => found == wanted
        || (decimal.TryParse(found, NumberStyles.Float, CultureInfo.InvariantCulture, out var left)
            && decimal.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var right) && left == right);

    private static string WouldShrink(TopicSpecification topic, ExistingTopic existing) => topic.HasOnePartition
        ? $"has {existing.Partitions} partitions and needs one: delete it, make it anew and start 'eyrie pods' again, which fills it"
        : $"has {existing.Partitions} partitions, and Kafka cannot take any away: set topics.partitions to {existing.Partitions}";

    private static string WouldMove(TopicSpecification topic, ExistingTopic existing) =>
        $"has {existing.Partitions} partitions, {topic.Partitions} wanted: adding them moves nodes and subjects to other partitions, "
        + $"away from the state kept for them; --grow does it, or set topics.partitions to {existing.Partitions}";
}
