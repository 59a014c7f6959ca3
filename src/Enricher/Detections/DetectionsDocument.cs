using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Eyrie.Enricher.Detections;

/// <summary>What a detections file says.</summary>
/// <param name="Rules">Its detections, in order.</param>
/// <param name="Exceptions">Those of its own and those below detections, in order.</param>
/// <param name="Problems">Everything that is wrong, each with file, line, key, value and remedy.</param>
internal sealed record DetectionsContent(
    IReadOnlyList<DetectionRule> Rules, IReadOnlyList<AlertException> Exceptions, IReadOnlyList<string> Problems);

/// <summary>The detections file: YAML (so also JSON), <c>detections</c> and <c>exceptions</c>, or a list of detections alone.</summary>
internal sealed class DetectionsDocument
{
    private const int MostRules = 5_000;
    private const int MostProblems = 20;
    private const int LargestFile = 8 << 20;

    private readonly string _path;
    private readonly List<string> _problems = [];

    private DetectionsDocument(string path) => _path = path;

    /// <summary>Reads a file.</summary>
    public static DetectionsContent ReadFile(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var text = new char[LargestFile + 1]; // a file can grow while it is read, and a device never ends
            var length = reader.ReadBlock(text);
            return length > LargestFile
                ? new([], [], [$"{path}: has more than {LargestFile} characters; make it smaller: nobody can look after so many detections"])
                : Read(new string(text, 0, length), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new([], [], [$"{path}: {e.Message}; name a file that this process can read"]);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="path">What to call it in problems and documents.</param>
    public static DetectionsContent Read(string text, string path)
    {
        var document = new DetectionsDocument(path);
        try
        {
            using var first = new StringReader(text);
            if (YamlShape.Problem(first) is (var line, var problem))
            {
                return new([], [], [string.Create(CultureInfo.InvariantCulture, $"{path} line {line}: {problem}")]);
            }

            var yaml = new YamlStream();
            using var reader = new StringReader(text);
            yaml.Load(reader);
            return document.Read(yaml.Documents.Count == 0 ? null : yaml.Documents[0].RootNode);
        }
        catch (YamlException e)
        {
            return new([], [], [$"{path} line {e.Start.Line}, column {e.Start.Column}: {(e.InnerException ?? e).Message}"]);
        }
    }

    private DetectionsContent Read(YamlNode? root)
    {
        var (rules, exceptions) = (new List<DetectionRule>(), new List<AlertException>());
        foreach (var (part, items) in Parts(root))
        {
            if (items.Children.Count > MostRules)
            {
                Problem(items, $"{part} has {items.Children.Count} items; allowed are {MostRules}: join those that differ in a name only");
                continue;
            }

            for (var i = 0; i < items.Children.Count && _problems.Count < MostProblems; i++)
            {
                if (part is "detections")
                {
                    rules.Add(Rule(new(this, items.Children[i], $"detections[{i}]"), exceptions));
                }
                else
                {
                    exceptions.Add(Exception(new(this, items.Children[i], $"exceptions[{i}]"), detection: null));
                }
            }
        }

        return new(rules, exceptions, _problems);
    }

    private IEnumerable<(string Part, YamlSequenceNode Items)> Parts(YamlNode? root)
    {
        if (root is YamlSequenceNode list)
        {
            yield return ("detections", list);
        }
        else if (root is YamlMappingNode map)
        {
            foreach (var (key, value) in map.Children)
            {
                var name = (key as YamlScalarNode)?.Value;
                if (name is "detections" or "exceptions" && value is YamlSequenceNode items)
                {
                    yield return (name, items);
                }
                else if (name is not ("detections" or "exceptions") || value is not YamlScalarNode { Value: null or "" })
                {
                    Problem(key, name is "detections" or "exceptions" ? $"{name} is no list; begin its items with '-'" : $"'{name}' is a key that is not known; known are detections, exceptions");
                }
            }
        }
        else if (root is not (null or YamlScalarNode { Value: null or "" }))
        {
            Problem(root, "is no list of detections; write 'detections:' and its items below, each beginning with '-'");
        }
    }

    private DetectionRule Rule(YamlItem item, List<AlertException> exceptions)
    {
        var options = new DetectionOptions
        {
            Name = item.Text("name"),
            Description = item.Text("description"),
            Severity = item.Text("severity"),
            Techniques = item.Texts("techniques"),
            Output = item.Text("output"),
            Events = item.Texts("events"),
            Policy = item.Text("policy", "*"),
            Message = item.Text("message", "*"),
            Tags = item.Texts("tags"),
            Enforcement = item.Text("enforcement", "any"),
            Action = item.Text("action", "any"),
            Functions = item.Texts("functions"),
            Arguments = item.Texts("arguments"),
            Files = item.Texts("files"),
            Addresses = item.Texts("addresses"),
            Binaries = item.Texts("binaries"),
            CommandLines = item.Texts("commandLines"),
            Parents = item.Texts("parents"),
            Namespaces = item.Texts("namespaces"),
        };
        exceptions.AddRange(item.Items("exceptions").Select(part => Exception(part, detection: PlaceOf(item))).ToArray());
        item.RejectOthers();
        var problems = new List<DetectionProblem>();
        var rule = DetectionReading.Read(options, PlaceOf(item), problems);
        if (options.Name.Length == 0)
        {
            problems.Add(new("name", "name is missing; say what the alert is to be called"));
        }

        foreach (var problem in problems)
        {
            item.Problem(problem.Key, problem.Text);
        }

        return rule;
    }

    private string PlaceOf(YamlItem item) => string.Create(CultureInfo.InvariantCulture, $"{_path} line {item.Line}");

    private AlertException Exception(YamlItem item, string? detection)
    {
        var options = new ExceptionOptions
        {
            Rules = detection is null ? item.Texts("rules") : [], // below a detection the key is not known: it is for that one
            Detections = detection is null ? item.Texts("detections") : [],
            Namespaces = item.Texts("namespaces"),
            Workloads = item.Texts("workloads"),
            Images = item.Texts("images"),
            Binaries = item.Texts("binaries"),
            Ancestors = item.Texts("ancestors"),
            Users = item.Texts("users"),
            Commands = item.Texts("commands"),
            Nodes = item.Texts("nodes"),
            Clusters = item.Texts("clusters"),
            Reason = item.Text("reason"),
            Owner = item.Text("owner"),
            Expires = item.Text("expires"),
        };
        item.RejectOthers();
        var problems = new List<DetectionProblem>();
        var exception = ExceptionReading.Read(options, PlaceOf(item), detection, problems);
        foreach (var problem in problems)
        {
            item.Problem(problem.Key, problem.Text);
        }

        return exception;
    }

    /// <summary>Notes what is wrong, and where.</summary>
    internal void Problem(YamlNode node, string text)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{_path} line {node.Start.Line}: {text}"));
        }
    }
}
