namespace Eyrie.Contracts;

/// <summary>What a topic is made with.</summary>
/// <param name="Name">Full name, prefix included.</param>
/// <param name="Partitions">How many partitions.</param>
/// <param name="Retention">How long records are kept; null for a compacted topic.</param>
public sealed record TopicSpecification(string Name, int Partitions, TimeSpan? Retention)
{
    /// <summary>Keeps the last record a key instead of the last days.</summary>
    public bool Compacted => Retention is null;

    /// <summary>It has one partition, whatever is configured for the others.</summary>
    public bool HasOnePartition { get; init; }
}

/// <summary>The names and settings of all topics: their one place.</summary>
public sealed record Topics
{
    /// <summary>Names the topics.</summary>
    /// <param name="prefix">What every name starts with, usually <c>eyrie.</c>.</param>
    /// <param name="partitions">Partitions of the topics that carry events.</param>
    public Topics(string prefix = "eyrie.", int partitions = 12)
    {
        Events = prefix + "events.v1";
        Alerts = prefix + "alerts.v1";
        Activity = prefix + "activity.v1";
        State = prefix + "state.v1";
        Dead = prefix + "dead.v1";
        Pods = prefix + "pods.v1";
        Urgent = prefix + "urgent.v1";
        Retry = prefix + "retry.v1";
        Silences = prefix + "silences.v1";
        Notices = prefix + "notices.v1";
        All =
        [
            new(Events, partitions, TimeSpan.FromDays(3)),
            new(Alerts, partitions, TimeSpan.FromDays(14)),
            new(Activity, partitions, TimeSpan.FromDays(1)),
            new(State, partitions, Retention: null),
            new(Dead, partitions, TimeSpan.FromDays(14)),
            new(Pods, 1, Retention: null) { HasOnePartition = true },
            new(Urgent, partitions, TimeSpan.FromDays(14)),
            new(Retry, partitions, TimeSpan.FromDays(14)),
            new(Silences, 1, Retention: null) { HasOnePartition = true },
            new(Notices, 1, Retention: null) { HasOnePartition = true },
        ];
    }

    /// <summary>The sensors' own bytes, keyed by node.</summary>
    public string Events { get; }

    /// <summary>Alert documents, keyed by subject.</summary>
    public string Alerts { get; }

    /// <summary>Documents of what is not an alert, keyed by node.</summary>
    public string Activity { get; }

    /// <summary>What the Enricher remembers; as many partitions as <see cref="Events"/>, same number for the same node.</summary>
    public string State { get; }

    /// <summary>What no stage could take.</summary>
    public string Dead { get; }

    /// <summary>What clusters say of their pods, services and nodes; one partition, because whoever reads it needs all of it.</summary>
    public string Pods { get; }

    /// <summary>Second copies of the alerts that must not wait behind others: who calls people reads these first. Keys and partitions of <see cref="Alerts"/>.</summary>
    public string Urgent { get; }

    /// <summary>Dead letters of a sink that a person sends again: for that sink alone.</summary>
    public string Retry { get; }

    /// <summary>Silences, by id; one partition, because every sink needs all of them.</summary>
    public string Silences { get; }

    /// <summary>What people were told of which incident, and in which message; one partition, likewise.</summary>
    public string Notices { get; }

    /// <summary>Every topic with its settings.</summary>
    public IReadOnlyList<TopicSpecification> All { get; }
}
