using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Sinks.Routing.Reading;
using Eyrie.Sinks.Routing.Routes;
using Eyrie.Sinks.Routing.Silences;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Sinks.Routing.Explaining;

/// <summary>Says where alerts go and why, by the router that sinks ask.</summary>
public sealed class RouteExplainer
{
    private readonly IReadOnlyDictionary<string, RoutedSink> _sinks;
    private readonly RoutingBook _book = new();
    private readonly AlertRouter _router;

    private RouteExplainer(IReadOnlyDictionary<string, RoutedSink> sinks, RoutingContent content)
    {
        _sinks = sinks;
        _book.Take(content);
        _router = new(sinks, _book);
    }

    /// <summary>The files that were read, for people.</summary>
    public required string Source { get; init; }

    /// <summary>Reads the routing file. Where no sink is configured, those that it names are taken for configured.</summary>
    /// <param name="configuration">Names the files, and has the sinks.</param>
    /// <param name="file">Another routing file; null for the configuration's.</param>
    /// <exception cref="RoutingException">Something is wrong with it. Secrets need not be there.</exception>
    public static RouteExplainer Open(IConfiguration configuration, string? file)
    {
        var options = configuration.GetSection(RoutingRegistration.Section).Get<RoutingOptions>() ?? new();
        options = options with { File = file ?? options.File };
        var sinks = RoutedSink.Of(configuration.GetSection(SinkType.Root));
        var content = RoutingReading.Read(options.File, options.SilencesFile, sinks);
        var problems = content.Problems.Where(problem => !problem.MattersInUse).Select(problem => problem.ToString()).ToArray();
        if (problems.Length > 0)
        {
            throw new RoutingException(problems);
        }

        return new(sinks.Count > 0 ? sinks : content.NamedSinks.ToDictionary(name => name, RoutedSink.Unconfigured, StringComparer.OrdinalIgnoreCase), content)
        {
            Source = options.File.Length > 0 ? options.File : "no routing file: each sink's own options",
        };
    }

    /// <summary>Explains an alert.</summary>
    /// <param name="document">Its document.</param>
    /// <param name="at">When.</param>
    /// <param name="sink">One sink; null for all.</param>
    /// <exception cref="FormatException">It is no alert's document.</exception>
    public RouteExplanation Explain(ReadOnlyMemory<byte> document, DateTimeOffset at, string? sink) => Explain(AlertCodec.Read(document), at, sink);

    /// <summary>Which sinks there are.</summary>
    public IReadOnlyCollection<string> Sinks => [.. _sinks.Keys];

    internal void Take(IReadOnlyList<Silence> shared) => _book.Take(shared);

    internal RouteExplanation Explain(Alert alert, DateTimeOffset at, string? sink)
    {
        var sinks = _sinks.Values.Where(one => sink is null || one.Name.Equals(sink, StringComparison.OrdinalIgnoreCase)).ToArray();
        var traces = sinks.Select(one => (Sink: one, Trace: new RouteTrace())).ToArray();
        var explained = traces.Select(one => Explained(one.Sink.Name, _router.Route(one.Sink.Name, alert, at, one.Trace), one.Trace)).ToArray();
        var tried = traces.Where(one => one.Trace.Tried.Count > 0).OrderByDescending(one => one.Sink.CallsPeople).FirstOrDefault().Trace?.Tried ?? [];
        return new()
        {
            Alert = alert.Id,
            Summary = Summary(alert),
            At = at,
            Team = Teams.Of(alert, _book.State.Content.TeamLabels),
            Routes = [.. tried.Select(Explained)],
            Sinks = explained,
        };
    }

    /// <summary>The router's own answer, without a clock when <paramref name="at"/> is null.</summary>
    internal RouteDecision Decide(string sink, Alert alert, DateTimeOffset? at, RouteTrace? trace = null) => _router.Route(sink, alert, at, trace);

    /// <summary>Whether cases that do not name the sink say something of it all the same: it calls people, or a route names it.</summary>
    internal bool IsRouted(string sink) => _sinks.TryGetValue(sink, out var known)
        && (_book.State.Content.NamedSinks.Contains(sink) || (known.CallsPeople && _book.State.Content.Root is null));

    private static string Summary(Alert alert)
    {
        string[] parts =
        [
            alert.Rule,
            alert.Severity.Word(),
            alert.RiskScore is { } risk ? string.Create(CultureInfo.InvariantCulture, $"risk {risk}") : "",
            string.Join('/', new[] { alert.Cluster, alert.Namespace, alert.Workload }.Where(part => part.Length > 0)),
            alert.IncidentSoFar is { } incident ? $"incident so far {incident.Severity.Word()}" : "",
            alert.Suppressed ? $"suppressed ({alert.SuppressedBy})" : "",
        ];
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }

    private static ExplainedRoute Explained(TriedRoute tried) => new(
        tried.Route.Path,
        tried.Route.Where,
        tried.Taken ? "taken" : tried.Fits ? "passed" : "no",
        [.. tried.Matchers.Select(one => new ExplainedMatcher(one.Matcher.Text, one.Seen, one.Fits))]);

    private ExplainedSink Explained(string sink, RouteDecision decision, RouteTrace trace)
    {
        var isNamed = _book.State.Content.NamedSinks.Contains(sink);
        var reason = trace.Stop.Length > 0 ? trace.Stop
            : decision.Reason.Length > 0 ? decision.Reason
            : !isNamed ? "no route names it: its own options decide"
            : trace.Offers.Count == 0 ? "none of the routes that take it sends it here"
            : "";
        return new(sink, Word(decision.Outcome), reason, [.. trace.Offers.Select(offer => new ExplainedTarget(
            offer.Target.Route, offer.Target.Team, Word(offer.Outcome), offer.Reason, [.. Settings(sink, offer.Target)]))]);
    }

    private IEnumerable<ExplainedSetting> Settings(string sink, RouteTarget target)
    {
        var route = _book.State.Content.Root?.All.FirstOrDefault(one => one.Path == target.Route);
        return SettingText.Of(target.Settings).Select(one => new ExplainedSetting(one.Name, one.Value, route?.Origins.GetValueOrDefault($"{sink}.{one.Name}") ?? target.Route));
    }

    internal static string Word(RouteOutcome outcome) => outcome.ToString().ToLowerInvariant();
}

/// <summary>Something is wrong with the routing file.</summary>
public sealed class RoutingException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>Everything that is, with lines.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
