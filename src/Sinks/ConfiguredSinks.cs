using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks;

/// <summary>Which sinks a configuration asks for.</summary>
internal static partial class ConfiguredSinks
{
    /// <summary>Those whose section exists and is not disabled, in the order of their types.</summary>
    /// <param name="sinks">The section that has a section for each.</param>
    /// <param name="only">The names of those that are to run; null or none for all.</param>
    /// <exception cref="OptionsValidationException">A name or a type cannot be; <paramref name="only"/> names one that is not among them.</exception>
    public static IReadOnlyList<ConfiguredSink> Choose(IConfiguration sinks, IReadOnlyCollection<string>? only)
    {
        var configured = sinks.GetChildren().Where(IsEnabled).Select(Read)
            .OrderBy(sink => SinkTypes.All.IndexOf(sink.Type)).ThenBy(sink => sink.Name, StringComparer.Ordinal).ToList();
        var unknown = (only ?? []).Where(name => !configured.Any(sink => sink.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).ToList();
        if (unknown.Count > 0)
        {
            var names = configured.Count > 0 ? string.Join(", ", configured.Select(sink => sink.Name)) : "none";
            throw Wrong($"the sink '{unknown[0]}' is not configured; configured are: {names}");
        }

        return only is not { Count: > 0 } ? configured : [.. configured.Where(sink => only.Contains(sink.Name, StringComparer.OrdinalIgnoreCase))];
    }

    // Names become parts of consumer groups' names; a second spelling would be a second group.
    private static ConfiguredSink Read(IConfigurationSection section)
    {
        var name = section.Key.ToLowerInvariant();
        var type = section[nameof(SinkOptions.Type)] is { Length: > 0 } said ? said : name;
        return !Name().IsMatch(name) || name.EndsWith(SinkRoute.UrgentSuffix, StringComparison.Ordinal)
            ? throw Wrong(
                $"sinks: '{section.Key}' cannot be a sink's name: it names a consumer group; allowed are letters, digits, '-' and '_', 63 at most, and no '{SinkRoute.UrgentSuffix}' at its end")
            : new(name, SinkTypes.Find(type) ?? throw Wrong(
                $"sinks: the sink '{name}' has the type '{type}', which is none; allowed: {string.Join(", ", SinkTypes.All.Select(known => known.Name))}"));
    }

    private static OptionsValidationException Wrong(string problem) => new("sinks", typeof(SinkOptions), [problem]);

    private static bool IsEnabled(IConfigurationSection section) =>
        !bool.TryParse(section[nameof(SinkOptions.Enabled)], out var enabled) || enabled;

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,62}$")]
    private static partial Regex Name();
}

/// <summary>A sink that is to run.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Type">What it is.</param>
internal sealed record ConfiguredSink(string Name, SinkType Type);
