using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.Matching;
using Eyrie.Sinks.Routing.MuteTimes;
using Eyrie.Sinks.Routing.Routes;

namespace Eyrie.Sinks.Routing.Reading;

/// <summary>Reads the tree of routes; each gets what those above it say.</summary>
/// <param name="sinks">The sinks there are; empty when nobody knows.</param>
/// <param name="mutes">The file's mute times.</param>
internal sealed class RouteReading(IReadOnlyDictionary<string, RoutedSink> sinks, IReadOnlyDictionary<string, MuteTime> mutes)
{
    private const string RootName = "root";
    private const int MostRoutes = 2_000;
    private int _routes;

    /// <summary>Reads the root, and all below it.</summary>
    public RouteNode ReadRoot(FileItem item)
    {
        if (item.Find("match") is { IsEmpty: false })
        {
            item.Problem("match", "matchers", "none: the root takes everything; put them into a route below it");
        }

        return Read(item, RootName, above: null);
    }

    private RouteNode Read(FileItem item, string path, RouteNode? above)
    {
        _routes++;
        if (_routes == MostRoutes + 1)
        {
            item.Problem("", $"more than {MostRoutes} routes", "fewer: give matchers lists");
        }

        item.Find("name");
        var match = above is null ? MatcherSet.Empty : MatchReading.Read(item.Map("match"));
        var (team, mutes) = (item.Text("team"), Mutes(item));
        var route = (above ?? new() { Path = path }) with
        {
            Path = path,
            Where = item.Where,
            Match = match,
            WantsSuppressed = match.WantsSuppressed || above?.WantsSuppressed is true,
            Continue = above is not null && item.Flag("continue") is true,
            Team = team ?? above?.Team ?? "",
            Mutes = mutes ?? above?.Mutes ?? [],
        };
        route = new SettingReading(sinks).Read(item, route);
        route = route with { Origins = Said(route, ("team", team is not null), ("mute", mutes is not null)) };
        route = route with { Routes = _routes > MostRoutes ? [] : Below(item, route) };
        item.RejectOthers();
        return route;
    }

    private List<RouteNode> Below(FileItem item, RouteNode above)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var routes = new List<RouteNode>();
        foreach (var (child, number) in item.Items("routes").Select((child, i) => (child, i + 1)))
        {
            var name = child.Text("name") ?? $"#{number}";
            if (name.Contains('/', StringComparison.Ordinal) || name.Length > 100)
            {
                child.Problem("name", FileItem.Shown(name), "a name of up to 100 characters without '/'");
            }
            else if (!names.Add(name))
            {
                child.Problem("name", $"{FileItem.Shown(name)} a second time", "each name once among siblings");
            }

            routes.Add(Read(child, $"{above.Path}/{name}", above));
        }

        return routes;
    }

    private static Dictionary<string, string> Said(RouteNode route, params ReadOnlySpan<(string Key, bool IsSaid)> keys)
    {
        var origins = new Dictionary<string, string>(route.Origins, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, isSaid) in keys)
        {
            if (isSaid)
            {
                origins[key] = route.Path;
            }
        }

        return origins;
    }

    private MuteTime[]? Mutes(FileItem item)
    {
        if (item.Find("mute") is not { } found)
        {
            return null;
        }

        if (found.IsEmpty)
        {
            return []; // explicitly none
        }

        var names = item.Texts("mute", found);
        foreach (var name in names.Where(name => !mutes.ContainsKey(name)))
        {
            item.Problem("mute", FileItem.Shown(name), mutes.Count > 0 ? $"names of muteTimes: {string.Join(", ", mutes.Keys)}" : "a name of muteTimes, of which the file has none", NearestWord.Find(name, mutes.Keys));
        }

        return [.. names.Where(mutes.ContainsKey).Select(name => mutes[name])];
    }
}
