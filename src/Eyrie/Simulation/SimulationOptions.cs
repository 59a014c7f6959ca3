namespace Eyrie.Simulation;

/// <summary>What a simulation plays, how fast, and where it is served.</summary>
internal sealed record SimulationOptions
{
    /// <summary>Node that invented events happen on; recordings keep the one they were made on.</summary>
    public string Node { get; init; } = "worker-1";

    /// <summary>Where Falco listens, see <see cref="SensorAddress"/>; null: there is no Falco.</summary>
    public string? FalcoAddress { get; init; }

    /// <summary>Where Tetragon listens, see <see cref="SensorAddress"/>; null: there is no Tetragon.</summary>
    public string? TetragonAddress { get; init; }

    /// <summary>Names of scenarios, or paths: a recording's folder, or a file of one JSON event a line.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = ["guide"];

    /// <summary>Tetragon events of <c>noise</c> a second.</summary>
    public double Rate { get; init; } = 20;

    /// <summary>Falco alerts of <c>noise</c> a second.</summary>
    public double AlertRate { get; init; } = 0.2;

    /// <summary>Tetragon events of <c>noise</c> after which it ends; null: it does not end.</summary>
    public long? Count { get; init; }

    /// <summary>Same seed and same start, same events.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Factor on the pace of recordings and attacks; above 1 is faster.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Time after which everything ends; null: when everything is played.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Recorded events are moved to now; else they keep their times, and go out byte for byte.</summary>
    public bool Rebase { get; init; } = true;

    /// <summary>Falco runs with <c>json_output</c>: an alert's output is the whole alert as JSON text.</summary>
    public bool JsonOutput { get; init; }

    /// <summary>Begins only when somebody listens, so that nobody misses what Tetragon replays at its start.</summary>
    public bool WaitForClient { get; init; } = true;
}
