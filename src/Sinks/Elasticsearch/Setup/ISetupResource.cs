namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>Something that Elasticsearch or Kibana has to have: one implementation a kind. It only reads; what it wants done it says as requests.</summary>
internal interface ISetupResource
{
    /// <summary>What it is, for instance <c>index template eyrie-alerts</c>.</summary>
    string Title { get; }

    /// <summary>Compares what is there with what should be.</summary>
    Task<Finding> CompareAsync(CancellationToken cancellation);

    /// <summary>What to do so that nothing of it is left.</summary>
    Task<Removal> PlanRemovalAsync(CancellationToken cancellation);
}

/// <summary>How something that is wanted stands.</summary>
internal enum Condition
{
    /// <summary>As it should be.</summary>
    Same,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>There, but not as it should be.</summary>
    Differs,

    /// <summary>There, and not ours: nobody but a person may touch it.</summary>
    Foreign,

    /// <summary>Cannot be here; details say why. Nothing is done about it.</summary>
    Skipped,
}

/// <summary>How something stands, and what makes it as it should be.</summary>
/// <param name="Condition">How it stands.</param>
/// <param name="Details">In words.</param>
internal sealed record Finding(Condition Condition, params IReadOnlyList<string> Details)
{
    /// <summary>What installs or corrects it, in order.</summary>
    public IReadOnlyList<SetupRequest> Requests { get; init; } = [];

    /// <summary>The version that was found is older than ours.</summary>
    public bool IsOlder { get; init; }

    /// <summary>All is well.</summary>
    public static Finding Fine(params IReadOnlyList<string> details) => new(Condition.Same, details);
}

/// <summary>How something goes away.</summary>
/// <param name="Requests">What removes it, in order; none when it is not there or stays.</param>
/// <param name="Stays">Why it stays; null: it does not.</param>
internal sealed record Removal(IReadOnlyList<SetupRequest> Requests, string? Stays = null)
{
    /// <summary>There is nothing to remove.</summary>
    public static readonly Removal None = new([]);
}
