using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks;

/// <summary>Which sinks a configuration asks for.</summary>
internal static class ConfiguredSinks
{
    /// <summary>Those whose section exists and is not disabled.</summary>
    /// <param name="sinks">The section that has a section for each.</param>
    /// <param name="only">The names of those that are to run; null or none for all.</param>
    /// <exception cref="OptionsValidationException"><paramref name="only"/> names one that is not among them.</exception>
    public static IReadOnlyList<string> Choose(IConfiguration sinks, IReadOnlyCollection<string>? only)
    {
        var sections = sinks.GetChildren().ToDictionary(section => section.Key, StringComparer.OrdinalIgnoreCase);
        var configured = SinkNames.All.Where(name => sections.TryGetValue(name, out var section) && IsEnabled(section)).ToList();
        var unknown = (only ?? []).Where(name => !configured.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (unknown.Count > 0)
        {
            var names = configured.Count > 0 ? string.Join(", ", configured) : "none";
            throw new OptionsValidationException(
                "sinks", typeof(SinkOptions), [$"the sink '{unknown[0]}' is not configured; configured are: {names}"]);
        }

        return only is not { Count: > 0 } ? configured : [.. configured.Where(name => only.Contains(name, StringComparer.OrdinalIgnoreCase))];
    }

    private static bool IsEnabled(IConfigurationSection section) =>
        !bool.TryParse(section[nameof(SinkOptions.Enabled)], out var enabled) || enabled;
}
