using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Platform.Configuration;

namespace Eyrie.Sinks.Routing.Reading;

/// <summary>A route's settings as they are written.</summary>
internal static class SettingText
{
    /// <summary>Those that are said, by name. Paths of secrets, never secrets.</summary>
    public static IEnumerable<(string Name, string Value)> Of(RouteSettings settings)
    {
        (string Name, string? Value)[] all =
        [
            ("channel", settings.Channel),
            ("webhookUrlFile", settings.WebhookUrlFile),
            ("mention", settings.Mention),
            ("routingKeyFile", settings.RoutingKeyFile),
            ("minSeverity", settings.MinSeverity?.Word()),
            ("minRisk", settings.MinRisk?.ToString(CultureInfo.InvariantCulture)),
            ("groupBy", settings.GroupBy is { } grouping ? char.ToLowerInvariant(grouping.ToString()[0]) + grouping.ToString()[1..] : null),
            ("updateInterval", settings.UpdateInterval is { } update ? Duration.Show(update) : null),
            ("repeatInterval", settings.RepeatInterval is { } repeat ? Duration.Show(repeat) : null),
            ("resolve", settings.Resolve switch { true => "true", false => "false", _ => null }),
        ];
        return all.Where(one => one.Value is not null).Select(one => (one.Name, one.Value!));
    }
}
