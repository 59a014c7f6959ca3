namespace Eyrie.Commands.Stages;

/// <summary>What a changed configuration asks for.</summary>
/// <param name="Sensors">Another list of sensors is to be read.</param>
/// <param name="Stages">Stages that begin anew, with the keys that are why.</param>
/// <param name="Waiting">Keys that differ from what the process began with, and that take effect when it is restarted.</param>
/// <param name="Settings">What holds from now on: of <paramref name="Waiting"/> the old values.</param>
internal sealed record ReloadPlan(
    bool Sensors,
    IReadOnlyList<(StageDefinition Stage, IReadOnlyList<string> Keys)> Stages,
    IReadOnlyList<string> Waiting,
    IReadOnlyDictionary<string, string?> Settings)
{
    private const string SensorsKey = "sensors";

    /// <summary>Compares.</summary>
    /// <param name="first">What the process began with.</param>
    /// <param name="now">What holds.</param>
    /// <param name="next">What the file says.</param>
    /// <param name="stages">Those of this process.</param>
    public static ReloadPlan Of(
        IReadOnlyDictionary<string, string?> first,
        IReadOnlyDictionary<string, string?> now,
        IReadOnlyDictionary<string, string?> next,
        IReadOnlyList<StageDefinition> stages)
    {
        // Who reads the standard input cannot begin it anew.
        var stays = next.Any(static one => IsOfSensors(one.Key) && one.Value?.EndsWith("-stdin", StringComparison.OrdinalIgnoreCase) is true);
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var waiting = new List<string>();
        foreach (var key in first.Keys.Union(next.Keys, StringComparer.OrdinalIgnoreCase))
        {
            var readers = stages.Where(stage => stage.Reads(key)).ToArray();
            var isChangeable = IsOfSensors(key) || (readers.Length > 0 ? readers.All(reader => !stays || reader != StageDefinition.Ingestor) : IsOfAStage(key));
            settings[key] = (isChangeable ? next : first).GetValueOrDefault(key);
            if (!isChangeable && Differ(first, next, key))
            {
                waiting.Add(key);
            }
        }

        var changed = now.Keys.Union(settings.Keys, StringComparer.OrdinalIgnoreCase).Where(key => Differ(now, settings, key))
            .Order(StringComparer.OrdinalIgnoreCase).ToArray();
        var anew = stages.Select(stage => (Stage: stage, Keys: (IReadOnlyList<string>)[.. changed.Where(stage.Reads).Select(Name)]))
            .Where(static one => one.Keys.Count > 0).ToArray();
        return new(
            changed.Any(IsOfSensors) && stages.Contains(StageDefinition.Ingestor) && anew.All(static one => one.Stage != StageDefinition.Ingestor),
            anew,
            [.. waiting.Order(StringComparer.OrdinalIgnoreCase).Select(Name)],
            settings);
    }

    private static bool IsOfSensors(string key) => StageDefinition.IsBelow(key, SensorsKey);

    // When no stage here reads it: whatever it says, nothing waits for it.
    private static bool IsOfAStage(string key) => new[] { StageDefinition.Ingestor, StageDefinition.Enricher, StageDefinition.Sinks(null) }
        .SelectMany(static stage => stage.Sections).Any(section => StageDefinition.IsBelow(key, section));

    private static bool Differ(IReadOnlyDictionary<string, string?> one, IReadOnlyDictionary<string, string?> other, string key) =>
        one.GetValueOrDefault(key) != other.GetValueOrDefault(key);

    private static string Name(string key) => string.Join('.', key.Split(':').Select(static word => word.Length > 0 ? char.ToLowerInvariant(word[0]) + word[1..] : word));
}
