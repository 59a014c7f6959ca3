namespace Eyrie.Enricher.Noise;

/// <summary>Which alerts count as the same noise.</summary>
internal readonly record struct NoiseKey(string Sensor, string Provider, string Rule, string Namespace, string Workload, bool InContainer)
{
    public static NoiseKey Of(NoiseAlert alert) => new(alert.Sensor, alert.Provider, alert.Rule, alert.Namespace, alert.Workload, alert.InContainer);
}

/// <summary>Alerts of one rule in one workload, and what they have in common.</summary>
internal sealed class NoiseGroup(NoiseKey key)
{
    private List<string>? _ancestors;

    public NoiseKey Key => key;

    public long Alerts { get; private set; }

    public long Suppressed { get; private set; }

    public int WorstSeverity { get; private set; }

    public NoiseValues Pods { get; } = new();

    public NoiseValues Nodes { get; } = new();

    public NoiseValues Images { get; } = new();

    public NoiseValues Binaries { get; } = new();

    public NoiseValues Commands { get; } = new();

    public NoiseValues FalcoCommands { get; } = new();

    public NoiseValues Users { get; } = new();

    public NoiseValues Exceptions { get; } = new();

    /// <summary>Those that are above the acting process in every alert, in the order of the first: the nearest first.</summary>
    public IReadOnlyList<string> Ancestors => _ancestors ?? [];

    public void Add(NoiseAlert alert)
    {
        Alerts++;
        WorstSeverity = Math.Max(WorstSeverity, alert.Severity);
        if (alert.IsSuppressed)
        {
            Suppressed++;
            Exceptions.Add(alert.Exception);
        }

        Pods.Add(alert.Pod);
        Nodes.Add(alert.Node);
        Images.Add(alert.Image);
        Binaries.Add(alert.Binary);
        Commands.Add(alert.Command);
        FalcoCommands.Add(alert.FalcoCommand);
        Users.Add(alert.User);
        Intersect(alert.Ancestors);
    }

    private void Intersect(IReadOnlyList<string> ancestors)
    {
        if (_ancestors is null)
        {
            _ancestors = [.. ancestors];
        }
        else
        {
            _ancestors.RemoveAll(one => !ancestors.Contains(one));
        }
    }
}
