using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.Routes;

namespace Eyrie.Sinks.Routing.Reading;

/// <summary>Reads the routing file and the silences file. Everything that is wrong is told, not the first only.</summary>
internal static class RoutingReading
{
    private const int MostProblems = 50;

    /// <summary>Reads both files; an empty path is no file.</summary>
    /// <param name="file">The routing file.</param>
    /// <param name="silencesFile">The silences file.</param>
    /// <param name="sinks">The sinks there are; empty when nobody knows.</param>
    public static RoutingContent Read(string file, string silencesFile, IReadOnlyDictionary<string, RoutedSink> sinks)
    {
        var problems = new List<ConfigurationProblem>();
        var content = file.Length > 0 ? Routes(YamlFile.Read(file, problems), file, sinks, problems) : RoutingContent.None;
        if (silencesFile.Length > 0)
        {
            var item = new FileItem(YamlFile.Read(silencesFile, problems), "", problems);
            content = content with { Silences = [.. content.Silences, .. SilenceReading.ReadAll(item)] };
            item.RejectOthers();
        }

        return Finish(content, problems);
    }

    /// <summary>Reads the text of a routing file.</summary>
    public static RoutingContent Parse(string text, string name, IReadOnlyDictionary<string, RoutedSink> sinks)
    {
        var problems = new List<ConfigurationProblem>();
        return Finish(Routes(YamlFile.Parse(text, name, problems), name, sinks, problems), problems);
    }

    private static RoutingContent Finish(RoutingContent content, List<ConfigurationProblem> problems)
    {
        foreach (var twice in content.Silences.GroupBy(silence => silence.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add(new(twice.Last().Source, "silences", $"the id {FileItem.Shown(twice.Key)} a second time", "each id once"));
        }

        return content with { Problems = [.. problems.Take(MostProblems)] };
    }

    private static RoutingContent Routes(SettingNode root, string name, IReadOnlyDictionary<string, RoutedSink> sinks, List<ConfigurationProblem> problems)
    {
        if (root.Members is null or { Count: 0 })
        {
            if (problems.Count == 0) // else it could not be read: that its route is missing is no news
            {
                problems.Add(new(
                    $"{name}:1", "route", "nothing in the whole file", "'route:' with the sinks that get alerts, for instance 'route: { sinks: [slack] }'; to do without routes, remove routing.file from the configuration"));
            }

            return RoutingContent.None;
        }

        var item = new FileItem(root, "", problems);
        var mutes = MuteReading.Read(item);
        var tree = item.Map("route") is { } route ? new RouteReading(sinks, mutes).ReadRoot(route) : null;
        var teams = item.Find("teamLabels") is { } labels ? item.Texts("teamLabels", labels) : ["team"];
        var content = new RoutingContent
        {
            Root = tree,
            TeamLabels = [.. teams.Select(label => new Matching.LabelName(label))],
            Silences = [.. SilenceReading.ReadAll(item)],
            NamedSinks = tree is null ? new HashSet<string>() : tree.All.SelectMany(node => node.Sinks.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase),
            Warnings = tree is null ? [] : [.. RouteWarnings.Of(tree, mutes)],
        };
        if (item.Find("route") is not { IsEmpty: false })
        {
            item.Problem("route", "nothing", "the root of the tree: 'route:' with sinks and routes below it");
        }

        item.RejectOthers();
        return content;
    }
}
