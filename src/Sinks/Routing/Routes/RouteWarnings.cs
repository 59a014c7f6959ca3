using Eyrie.Sinks.Routing.MuteTimes;

namespace Eyrie.Sinks.Routing.Routes;

/// <summary>Finds what is allowed in a tree and hardly meant.</summary>
internal static class RouteWarnings
{
    public static IEnumerable<string> Of(RouteNode root, IReadOnlyDictionary<string, MuteTime> mutes)
    {
        foreach (var parent in root.All)
        {
            for (var i = 1; i < parent.Routes.Count; i++)
            {
                if (parent.Routes.Take(i).FirstOrDefault(earlier => Hides(earlier, parent.Routes[i])) is { } earlier)
                {
                    yield return $"{parent.Routes[i].Where}: the route {parent.Routes[i].Path} can never match: {earlier.Path} before it takes {Taken(earlier)} and does not say 'continue: true'";
                }
            }
        }

        foreach (var mute in mutes.Values.Where(mute => !root.All.Any(route => route.Mutes.Contains(mute))))
        {
            yield return $"the mute time '{mute.Name}' is used by no route";
        }
    }

    private static string Taken(RouteNode route) => route.Match.FitsAll ? "everything" : $"all that it would ({route.Match.Text})";

    // Suppressed alerts pass over routes that do not ask for them.
    private static bool Hides(RouteNode earlier, RouteNode later) =>
        !earlier.Continue && earlier.Match.Covers(later.Match) && (earlier.WantsSuppressed || !later.All.Any(route => route.WantsSuppressed));
}
