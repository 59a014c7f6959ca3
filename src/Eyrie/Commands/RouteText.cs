using Eyrie.Demo;
using Eyrie.Sinks.Routing.Explaining;

namespace Eyrie.Commands;

/// <summary>Where an alert goes, as people read it. All that came with the alert is made safe for terminals.</summary>
internal static class RouteText
{
    private const int LongestValue = 120;

    public static void Write(TextWriter output, RouteExplanation explanation, string source)
    {
        output.WriteLine($"Alert {Safe(explanation.Alert)}: {Safe(explanation.Summary)}");
        output.WriteLine($"  team    {(explanation.Team.Length > 0 ? $"{Safe(explanation.Team)} (by label)" : "no label names one")}");
        output.WriteLine(FormattableString.Invariant($"  at      {explanation.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
        output.WriteLine($"  routes  {source}");
        output.WriteLine();
        foreach (var route in explanation.Routes)
        {
            Write(output, route);
        }

        if (explanation.Routes.Count > 0)
        {
            output.WriteLine();
        }

        foreach (var sink in explanation.Sinks)
        {
            Write(output, sink);
        }

        foreach (var note in explanation.Notes)
        {
            output.WriteLine($"Note: {note}");
        }
    }

    private static void Write(TextWriter output, ExplainedRoute route)
    {
        var depth = route.Route.Count(c => c == '/');
        var indent = new string(' ', depth * 2);
        var outcome = route.Outcome switch { "taken" => "TAKES IT", "passed" => "fits", _ => "no" };
        output.WriteLine($"{indent}{Safe(route.Route)}  {outcome}");
        foreach (var matcher in route.Matchers)
        {
            output.WriteLine($"{indent}    {(matcher.Fits ? "fits" : "NOT ")}  {matcher.Matcher}   {Seen(matcher.Seen)}");
        }
    }

    private static void Write(TextWriter output, ExplainedSink sink)
    {
        output.WriteLine($"{sink.Sink}: {(sink.Outcome is "deliver" ? "DELIVERED" : sink.Outcome)}{(sink.Reason.Length > 0 ? $": {Safe(sink.Reason)}" : "")}");
        foreach (var target in sink.Targets)
        {
            var route = target.Route.Length > 0 ? $"by {target.Route}" : "by its own options";
            var team = target.Team.Length > 0 ? $", team {Safe(target.Team)}" : "";
            output.WriteLine($"  {(target.Outcome is "deliver" ? "->" : "x ")} {route}{team}{(target.Outcome is "deliver" ? "" : $": {target.Outcome}")}{(target.Reason.Length > 0 ? $", {Safe(target.Reason)}" : "")}");
            foreach (var setting in target.Settings)
            {
                output.WriteLine($"       {setting.Name}: {setting.Value}{(setting.From != target.Route ? $"   (from {setting.From})" : "")}");
            }
        }
    }

    private static string Seen(string value) => value.Length > 0 ? $"it is '{Safe(value)}'" : "it has none";

    private static string Safe(string text) => SafeText.OneLine(text, LongestValue);
}
