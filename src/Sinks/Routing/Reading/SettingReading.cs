using System.Text.RegularExpressions;
using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.Routes;

namespace Eyrie.Sinks.Routing.Reading;

/// <summary>Reads where a route sends alerts, and how. The sinks it names are instead of those above it; their settings are beside those above it.</summary>
/// <param name="sinks">The sinks there are; empty when nobody knows.</param>
internal sealed partial class SettingReading(IReadOnlyDictionary<string, RoutedSink> sinks)
{
    private static readonly string[] Groupings = ["incident", "ruleAndWorkload", "workload"];

    // What a sink can do with a setting, by its type; those not named here take the threshold alone.
    private static readonly Dictionary<string, string[]> Taken = new(StringComparer.Ordinal)
    {
        ["slack"] = ["channel", "webhookUrlFile", "mention", "groupBy", "updateInterval", "repeatInterval"],
        ["pagerduty"] = ["routingKeyFile", "groupBy", "updateInterval", "repeatInterval", "resolve"],
        ["alertmanager"] = ["resolve"],
    };

    private static readonly string[] TakenByAll = ["minSeverity", "minRisk"];

    /// <summary>Reads a route's sinks into it.</summary>
    /// <param name="item">The route as it is written.</param>
    /// <param name="route">The route, with what it has from those above it.</param>
    public RouteNode Read(FileItem item, RouteNode route)
    {
        if (item.Find("sinks") is not { } found)
        {
            return route;
        }

        var chosen = new Dictionary<string, RouteSettings>(StringComparer.OrdinalIgnoreCase);
        var said = new Dictionary<string, RouteSettings>(route.Said, StringComparer.OrdinalIgnoreCase);
        var origins = new Dictionary<string, string>(route.Origins, StringComparer.OrdinalIgnoreCase) { ["sinks"] = route.Path };
        foreach (var (name, own) in Named(item, found))
        {
            chosen[name] = said[name] = Merge(own, said.GetValueOrDefault(name, RouteSettings.None));
            CheckResolve(item, name, said[name]);
            foreach (var (setting, _) in SettingText.Of(own))
            {
                origins[$"{name}.{setting}"] = route.Path;
            }
        }

        return route with { Sinks = chosen, Said = said, Origins = origins };
    }

    private IEnumerable<(string Name, RouteSettings Settings)> Named(FileItem item, SettingNode found)
    {
        if (found.Members is null && (found.IsEmpty || found.Items is null))
        {
            item.Problem("sinks", found.Kind, "a map of sinks with their settings; {} for nowhere");
            yield break;
        }

        if (found.Items is not null)
        {
            foreach (var name in item.Texts("sinks", found))
            {
                yield return (Check(item, "sinks", name), RouteSettings.None);
            }

            yield break;
        }

        var map = item.Map("sinks", found)!;
        foreach (var name in map.Keys)
        {
            var sink = Check(map, name, name);
            yield return (sink, map.Map(name, map.Find(name)!) is { } settings ? Settings(settings, sink) : RouteSettings.None);
        }
    }

    // Empty: nobody knows what it is, so it may be told anything.
    private string TypeOf(string sink) => sinks.TryGetValue(sink, out var known) ? known.Type : Taken.ContainsKey(sink) ? sink : "";

    private string Check(FileItem item, string key, string name)
    {
        if (sinks.Count > 0 && !sinks.ContainsKey(name))
        {
            item.Problem(key, $"the sink {FileItem.Shown(name)}, which is not configured", string.Join(", ", sinks.Keys), NearestWord.Find(name, sinks.Keys));
        }

        return sinks.TryGetValue(name, out var known) ? known.Name : name.ToLowerInvariant();
    }

    private RouteSettings Settings(FileItem item, string sink)
    {
        var type = TypeOf(sink);
        var allowed = TakenByAll.Concat(type.Length > 0 ? Taken.GetValueOrDefault(type) ?? [] : Taken.Values.SelectMany(own => own)).Distinct().ToArray();
        bool Takes(string name) => allowed.Contains(name, StringComparer.Ordinal);
        var settings = new RouteSettings
        {
            MinSeverity = item.Severity("minSeverity"),
            MinRisk = item.Number("minRisk", 0, 100),
            Channel = Takes("channel") ? Channel(item) : null,
            WebhookUrlFile = Takes("webhookUrlFile") ? SecretFile(item, "webhookUrlFile") : null,
            Mention = Takes("mention") ? Mention(item) : null,
            RoutingKeyFile = Takes("routingKeyFile") ? SecretFile(item, "routingKeyFile") : null,
            GroupBy = Takes("groupBy") ? item.Word<Grouping>("groupBy", Groupings, TryGrouping) : null,
            UpdateInterval = Takes("updateInterval") ? item.Time("updateInterval") : null,
            RepeatInterval = Takes("repeatInterval") ? item.Time("repeatInterval") : null,
            Resolve = Takes("resolve") ? item.Flag("resolve") : null,
        };
        if (settings is { Channel: not null, WebhookUrlFile: not null })
        {
            item.Problem("webhookUrlFile", "a webhook beside a channel", "one of them: a webhook posts to its own channel");
        }

        if (settings.Channel is not null && type == SinkNames.Slack && sinks.GetValueOrDefault(sink) is { HasOneChannel: true })
        {
            item.Problem("channel", $"a channel, but sinks.{sink} has a webhook, which posts to its own", $"webhookUrlFile here, or sinks.{sink}.tokenFile with a bot's token");
        }

        item.RejectOthers();
        return settings;
    }

    private static string? Channel(FileItem item)
    {
        var channel = item.Text("channel");
        if (channel is not null && !ChannelName().IsMatch(channel))
        {
            item.Problem("channel", FileItem.Shown(channel), "a channel's name such as \"#payments\" (in quotes: # begins a comment), or its id");
        }

        return channel;
    }

    private static string? Mention(FileItem item)
    {
        var mention = item.Text("mention");
        if (mention is not null && !MentionName().IsMatch(mention))
        {
            item.Problem("mention", FileItem.Shown(mention), "here, channel, or the id of a user (U...) or of a group (S...)");
        }

        return mention;
    }

    private static string? SecretFile(FileItem item, string name)
    {
        if (item.Text(name) is not { } path)
        {
            return null;
        }

        if (NamedFile.Problem(path) is { } problem)
        {
            // What is no path may be the secret itself, put there by mistake.
            var shown = path is ['/', ..] or ['.', ..] ? FileItem.Shown(path) : "a value that is not shown, no path from '/' or '.' on";
            item.Problem(name, $"{shown}: {problem}", "the path of a file that this process can read", mattersInUse: true);
        }

        return path;
    }

    private static bool TryGrouping(string text, out Grouping grouping) =>
        Enum.TryParse(text, ignoreCase: true, out grouping) && Groupings.Contains(text, StringComparer.OrdinalIgnoreCase);

    // Only an incident is over: nothing would ever resolve what gathers alerts of several.
    private static void CheckResolve(FileItem item, string sink, RouteSettings all)
    {
        if (all is { Resolve: true, GroupBy: Grouping.RuleAndWorkload or Grouping.Workload })
        {
            item.Problem(
                "sinks",
                $"for {FileItem.Shown(sink)} 'resolve: true' and a 'groupBy' other than incident, here or in a route above: that is never over",
                "groupBy: incident, or resolve: false");
        }
    }

    private static RouteSettings Merge(RouteSettings own, RouteSettings above) => new()
    {
        // A route that names another place has not the place above it as well.
        Channel = own.Channel ?? (own.WebhookUrlFile is null ? above.Channel : null),
        WebhookUrlFile = own.WebhookUrlFile ?? (own.Channel is null ? above.WebhookUrlFile : null),
        Mention = own.Mention ?? above.Mention,
        RoutingKeyFile = own.RoutingKeyFile ?? above.RoutingKeyFile,
        MinSeverity = own.MinSeverity ?? above.MinSeverity,
        MinRisk = own.MinRisk ?? above.MinRisk,
        GroupBy = own.GroupBy ?? above.GroupBy,
        UpdateInterval = own.UpdateInterval ?? above.UpdateInterval,
        RepeatInterval = own.RepeatInterval ?? above.RepeatInterval,
        Resolve = own.Resolve ?? above.Resolve,
    };

    [GeneratedRegex(@"^#?[^\s#@,<>&]{1,80}$")]
    private static partial Regex ChannelName();

    [GeneratedRegex("^(here|channel|everyone|[UWS][A-Z0-9]{2,30})$")]
    private static partial Regex MentionName();
}
