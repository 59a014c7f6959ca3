using System.Text.RegularExpressions;
using Eyrie.Simulation.Falco;
using YamlDotNet.RepresentationModel;

namespace Eyrie.Tests.Deploy;

/// <summary>The rules that we ship for Falco, as far as they can be checked without one.</summary>
public sealed partial class FalcoRulesTests
{
    private const string File = "deploy/k8s/sensors/falco/rules/eyrie-guide.yaml";

    // Of Falco's documentation and of the facts: what is not here has to be looked up before it is used.
    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal)
    {
        "evt.type", "evt.arg.res", "evt.arg.filename", "evt.is_open_write", "evt.rawres", "evt.res", "evt.num",
        "fd.typechar", "fd.num", "fd.l4proto", "fd.snet", "fd.sport", "fd.sip", "fd.name",
        "proc.exepath", "proc.cmdline", "proc.cwd", "proc.pname", "proc.name", "user.name", "user.uid", "container.id",
    };

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "and", "or", "not", "in", "startswith", "contains", "endswith", "glob", "pmatch", "intersects", "exists",
    };

    private static readonly YamlMappingNode[] Items = [.. Yaml.Root<YamlSequenceNode>(File).Cast<YamlMappingNode>()];
    private static readonly FalcoRule[] Played = [FalcoRules.WebRootExecution, FalcoRules.StrangeConnection, FalcoRules.SensitiveWrite];

    public static TheoryData<string> Conditions => [.. Items.Where(item => Text(item, "condition").Length > 0).Select(Name)];

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Uses_fields_macros_and_lists_that_there_are(string name)
    {
        var condition = Quoted().Replace(Text(Items.Single(item => Name(item) == name), "condition"), "''");
        var earlier = Items.TakeWhile(item => Name(item) != name).Where(item => item.Children.ContainsKey("macro") || item.Children.ContainsKey("list")).Select(Name).ToHashSet();

        var unknown = Word().Matches(condition).Select(word => word.Value).Where(word => !Words.Contains(word) && !Fields.Contains(word) && !earlier.Contains(word)).ToList();

        Assert.Equal("", string.Join(' ', unknown.Except(["execve", "execveat", "open", "openat", "openat2", "creat", "connect", "tcp", "host", "true", "EINPROGRESS"])));
        Assert.Equal(condition.Count(c => c is '('), condition.Count(c => c is ')'));
        Assert.DoesNotContain("not in", condition, StringComparison.Ordinal); // does not parse
    }

    [Fact]
    public void Defines_nothing_that_is_not_used()
    {
        var all = string.Join(' ', Items.Select(item => Text(item, "condition")));

        Assert.All(Items.Where(item => !item.Children.ContainsKey("rule") && Name(item).Length > 0), item => Assert.Contains(Name(item), all, StringComparison.Ordinal));
    }

    [Fact]
    public void Are_the_rules_that_the_simulator_plays()
    {
        var shipped = Items.Where(item => item.Children.ContainsKey("rule")).ToList();

        Assert.Equal(Played.Select(rule => rule.Name), shipped.Select(Name));
        Assert.Equal(Played.Select(rule => rule.PriorityName.ToUpperInvariant()), shipped.Select(rule => Text(rule, "priority")));
        Assert.Equal(Played.Select(rule => rule.Output), shipped.Select(rule => Text(rule, "output").Trim()));
        Assert.Equal(Played.Select(rule => string.Join(' ', rule.Tags)), shipped.Select(rule => string.Join(' ', Tags(rule).Order(StringComparer.Ordinal))));
    }

    [Fact]
    public void Print_fields_that_there_are() => Assert.All(
        Items.SelectMany(item => Printed().Matches(Text(item, "output")).Select(field => field.Groups[1].Value)), field => Assert.Contains(field, Fields));

    [Fact]
    public void Say_what_they_are_for_and_which_technique() => Assert.All(
        Items.Where(item => item.Children.ContainsKey("rule")),
        rule =>
        {
            Assert.True(Text(rule, "desc").Length > 60);
            Assert.Contains(Tags(rule), tag => Regex.IsMatch(tag, @"^T\d{4}(\.\d{3})?$"));
            Assert.Contains(Tags(rule), tag => tag.StartsWith("mitre_", StringComparison.Ordinal));
        });

    [Fact]
    public void Are_in_the_page_with_their_priority_and_technique() => Assert.All(
        Items.Where(item => item.Children.ContainsKey("rule")),
        rule => Assert.Matches(
            $@"\| {Regex.Escape(Name(rule))} \| {Text(rule, "priority")} \| .* \| {Regex.Escape(Tags(rule).Single(tag => tag.StartsWith('T')))} \|",
            System.IO.File.ReadAllText(Path.Combine(Repository.Root, "deploy/k8s/sensors/falco/README.md"))));

    private static string Name(YamlMappingNode item) => Text(item, "rule") + Text(item, "macro") + Text(item, "list");

    private static string Text(YamlMappingNode item, string key) => item.Children.TryGetValue(key, out var value) && value is YamlScalarNode { Value: { } text } ? text : "";

    private static IEnumerable<string> Tags(YamlMappingNode rule) => ((YamlSequenceNode)rule["tags"]).Select(tag => ((YamlScalarNode)tag).Value!);

    [GeneratedRegex("""'[^']*'|"[^"]*"|(?<=[\s(=])/[\w./-]+""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[A-Za-z_][\w.]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"%([a-z0-9_.]+)")]
    private static partial Regex Printed();
}
