using Eyrie.Sinks.Routing.Matching;
using Eyrie.Sinks.Routing.MuteTimes;

namespace Eyrie.Sinks.Routing.Routes;

/// <summary>A route of the tree, with all that it has from those above it.</summary>
internal sealed record RouteNode
{
    /// <summary>Names from the root on, joined by <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Where it was written: file and line.</summary>
    public string Where { get; init; } = "";

    /// <summary>Which alerts it takes, of those that its parent takes.</summary>
    public MatcherSet Match { get; init; } = MatcherSet.Empty;

    /// <summary>Alerts that it took are offered to the routes after it, too.</summary>
    public bool Continue { get; init; }

    /// <summary>It, or one above it, asks for suppressed alerts by name.</summary>
    public bool WantsSuppressed { get; init; }

    /// <summary>Whose alerts they are that no label gives to a team.</summary>
    public string Team { get; init; } = "";

    /// <summary>Where they go, and how.</summary>
    public IReadOnlyDictionary<string, RouteSettings> Sinks { get; init; } = new Dictionary<string, RouteSettings>();

    /// <summary>The settings of each sink that it or one above it says, whether alerts go there or not.</summary>
    public IReadOnlyDictionary<string, RouteSettings> Said { get; init; } = new Dictionary<string, RouteSettings>();

    /// <summary>The path of the route that said what holds here: by <c>sink.setting</c>, and of <c>sinks</c>, <c>team</c>, <c>mute</c>.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; init; } = new Dictionary<string, string>();

    /// <summary>When nobody is called.</summary>
    public IReadOnlyList<MuteTime> Mutes { get; init; } = [];

    /// <summary>Those below it, in order.</summary>
    public IReadOnlyList<RouteNode> Routes { get; init; } = [];

    /// <summary>It and all below it, depth first.</summary>
    public IEnumerable<RouteNode> All => Routes.SelectMany(route => route.All).Prepend(this);
}
