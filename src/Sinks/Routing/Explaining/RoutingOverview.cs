using Microsoft.Extensions.Configuration;

namespace Eyrie.Sinks.Routing.Explaining;

/// <summary>What <c>config check</c> says of the routing files when nothing is wrong with them.</summary>
public static class RoutingOverview
{
    /// <summary>A line that sums them up, and what is allowed but hardly meant; nothing when there are none.</summary>
    /// <param name="configuration">Has the sinks, and names the files.</param>
    /// <param name="isKnown">Whether a technique or tactic of ATT&amp;CK is known by its id.</param>
    public static (string Summary, IReadOnlyList<string> Warnings)? Of(IConfiguration configuration, Func<string, bool> isKnown)
    {
        var options = configuration.GetSection(RoutingRegistration.Section).Get<RoutingOptions>() ?? new();
        var sinks = RoutedSink.Of(configuration.GetSection(SinkType.Root));
        var files = new RoutingFiles(options, sinks, []);
        if (!files.Exist)
        {
            return null;
        }

        var content = files.Read();
        var unnamed = content.Root is null ? [] : sinks.Keys.Where(sink => !content.NamedSinks.Contains(sink)).ToArray();
        var summary = FormattableString.Invariant($"{content.Root?.All.Count() ?? 0} routes, {content.Silences.Count} silences")
            + (unnamed.Length > 0 ? $"; not routed, as their own options say: {string.Join(", ", unnamed)}" : "");
        return (summary, [.. content.Warnings, .. content.Root is null ? [] : UnknownTechniques.Of(content, isKnown)]);
    }
}
