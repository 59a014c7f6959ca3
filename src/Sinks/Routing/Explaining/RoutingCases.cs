using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.Reading;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Sinks.Routing.Explaining;

/// <summary>What came of a case.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Where">File and line.</param>
/// <param name="Missing">Where it had to go and does not.</param>
/// <param name="Extra">Where it goes and was not said.</param>
/// <param name="Notes">Why it goes where it does, of the sinks that differ.</param>
public sealed record CaseResult(string Name, string Where, IReadOnlyList<string> Missing, IReadOnlyList<string> Extra, IReadOnlyList<string> Notes)
{
    /// <summary>It goes where it has to.</summary>
    public bool Passed => Missing.Count == 0 && Extra.Count == 0;
}

/// <summary>Cases for a routing file: this alert goes there.</summary>
public static class RoutingCases
{
    /// <summary>Runs the cases of a file.</summary>
    /// <param name="file">The cases. It may name the routing file it is about (<c>routing</c>, from where it is itself).</param>
    /// <param name="routingFile">The routing file; null takes the one that the cases name, else the configuration's.</param>
    /// <param name="configuration">Has the sinks.</param>
    /// <returns>The results in order, and the routing file they are about.</returns>
    /// <exception cref="RoutingException">Something is wrong with the cases or with the routing file.</exception>
    public static (IReadOnlyList<CaseResult> Results, string Source) Run(string file, string? routingFile, IConfiguration configuration)
    {
        var problems = new List<ConfigurationProblem>();
        var item = new FileItem(YamlFile.Read(file, problems), "", problems);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";
        var named = item.Text("routing") is { } path ? Path.Combine(folder, path) : null;
        var cases = new CaseReading(folder).Read(item);
        item.RejectOthers();
        if (cases.Count == 0 && problems.Count == 0)
        {
            item.Problem("tests", "nothing", "a list of cases");
        }

        if (problems.Count > 0)
        {
            throw new RoutingException([.. problems.Select(problem => problem.ToString())]);
        }

        var explainer = RouteExplainer.Open(configuration, routingFile ?? named);
        return ([.. cases.Select(one => Run(one, explainer))], explainer.Source);
    }

    private static CaseResult Run(RoutingCase one, RouteExplainer explainer)
    {
        var unmatched = one.Expected.ToList();
        var (extra, notes) = (new List<string>(), new List<string>());
        foreach (var sink in explainer.Sinks.Order(StringComparer.Ordinal))
        {
            var trace = new RouteTrace();
            var decision = explainer.Decide(sink, one.Alert, one.At, trace);
            var isAsked = one.Expected.Any(place => IsSame(place["sink"], sink));
            foreach (var target in decision.Targets)
            {
                if (unmatched.FirstOrDefault(place => Fits(place, sink, target)) is { } match)
                {
                    unmatched.Remove(match);
                }
                else if (isAsked || explainer.IsRouted(sink))
                {
                    extra.Add(Show(sink, target));
                }
            }

            AddNotes(notes, one, explainer, (sink, decision, trace));
        }

        return new(one.Name, one.Where, [.. unmatched.Select(Show), .. WrongReason(one, explainer)], extra, notes);
    }

    private static void AddNotes(
        List<string> notes, RoutingCase one, RouteExplainer explainer, (string Sink, RouteDecision Decision, RouteTrace Trace) answer)
    {
        var (sink, decision, trace) = answer;
        if (!explainer.IsRouted(sink) && !one.Expected.Any(place => IsSame(place["sink"], sink)))
        {
            return;
        }

        notes.AddRange(trace.Offers.Where(offer => offer.Reason.Length > 0)
            .Select(offer => $"{sink}: {RouteExplainer.Word(offer.Outcome)} by {(offer.Target.Route.Length > 0 ? offer.Target.Route : "its own options")}: {offer.Reason}"));
        if (trace.Offers.Count == 0)
        {
            notes.Add($"{sink}: {RouteExplainer.Word(decision.Outcome)}: {(trace.Stop.Length > 0 ? trace.Stop : decision.Reason.Length > 0 ? decision.Reason : "none of the routes that take it sends it there")}");
        }
    }

    // A case that wants silence for a reason wants it of at least one sink.
    private static IEnumerable<string> WrongReason(RoutingCase one, RouteExplainer explainer) =>
        one.Nowhere.Length == 0 || explainer.Sinks.Any(sink => explainer.IsRouted(sink) && IsSame(RouteExplainer.Word(explainer.Decide(sink, one.Alert, one.At).Outcome), one.Nowhere))
            ? []
            : [$"nowhere, because it is {one.Nowhere}"];

    private static bool Fits(IReadOnlyDictionary<string, string> place, string sink, RouteTarget target) =>
        place.All(one => one.Key switch
        {
            "sink" => IsSame(one.Value, sink),
            "route" => IsSame(one.Value, target.Route),
            "team" => IsSame(one.Value, target.Team),
            _ => SettingText.Of(target.Settings).Any(setting => setting.Name == one.Key && IsSame(setting.Value, one.Value)),
        });

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Show(IReadOnlyDictionary<string, string> place) => string.Join(", ", place.Select(one => $"{one.Key}: {one.Value}"));

    private static string Show(string sink, RouteTarget target)
    {
        (string Name, string Value)[] all =
            [("sink", sink), ("route", target.Route), ("team", target.Team), .. SettingText.Of(target.Settings).Where(setting => setting.Name is "channel" or "webhookUrlFile" or "routingKeyFile")];
        return string.Join(", ", all.Where(one => one.Value.Length > 0).Select(one => $"{one.Name}: {one.Value}"));
    }
}
