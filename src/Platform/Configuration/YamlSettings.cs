using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Eyrie.Platform.Configuration;

/// <summary>Reads a YAML text into settings that know their line. Every value stays text; its type is the options' to say.</summary>
/// <param name="file">What problems call the file.</param>
/// <param name="environment">For <c>${NAME}</c> in values; null leaves it as it is.</param>
/// <param name="problems">Gets what is wrong.</param>
/// <param name="maxNodes">Aliases of aliases grow without bound; no honest configuration comes near.</param>
internal sealed class YamlSettings(
    string file, IReadOnlyDictionary<string, string>? environment, List<ConfigurationProblem> problems, int maxNodes = 10_000)
{
    private const int MaxDepth = 32;
    private readonly Dictionary<AnchorName, SettingNode> _anchors = [];
    private int _nodes;

    /// <summary>The settings; an empty map when the text is empty or cannot be read.</summary>
    public SettingNode Read(string text)
    {
        try
        {
            return ReadDocument(new Parser(new StringReader(text)));
        }
        catch (YamlException e)
        {
            problems.Add(new(
                $"{file}:{e.Start.Line}:{e.Start.Column}", "", $"no valid YAML: {e.Message.TrimEnd('.')}{TabHint(text, e)}"));
            return SettingNode.Map(file);
        }
    }

    private SettingNode ReadDocument(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            return SettingNode.Map(file);
        }

        var root = ReadNode(parser, "", depth: 0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
        {
            problems.Add(new(At(second), "", "a second document after '---'", "one document a file"));
        }

        if (root.Members is null && !root.IsEmpty)
        {
            problems.Add(new(root.Where, "", root.Kind, "a map of settings, for instance 'cluster: prod'"));
        }

        return root.Members is null ? SettingNode.Map(file) : root;
    }

    private SettingNode ReadNode(Parser parser, string path, int depth)
    {
        var start = parser.Current!;
        if (++_nodes > maxNodes || depth > MaxDepth)
        {
            throw new YamlException(start.Start, start.End, $"more than {maxNodes} settings or {MaxDepth} levels");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value, out var target)
                ? target.Copy(ref _nodes)
                : throw new YamlException(alias.Start, alias.End, $"the anchor &{alias.Value} is not defined before *{alias.Value}");
        }

        var node = start switch
        {
            MappingStart => ReadMap(parser, path, depth),
            SequenceStart => ReadList(parser, path, depth),
            _ => ReadScalar(parser.Consume<Scalar>(), path),
        };
        if (start is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor] = node;
        }

        return node;
    }

    private SettingNode ReadMap(Parser parser, string path, int depth)
    {
        var map = SettingNode.Map(At(parser.Consume<MappingStart>()));
        var inherited = new List<SettingNode>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
            {
                throw new YamlException(parser.Current!.Start, parser.Current.End, "a key must be a plain word");
            }

            var keyPath = path.Length > 0 ? $"{path}.{key.Value}" : key.Value;
            var value = ReadNode(parser, keyPath, depth + 1);
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
            {
                inherited.AddRange(value.Items ?? [value]);
            }
            else if (!map.Members!.TryAdd(key.Value, value.Value is null && value.IsEmpty ? new(At(key)) : value))
            {
                problems.Add(new(At(key), keyPath, $"the key a second time, after {map.Members[key.Value].Where}", "each key once"));
            }
        }

        foreach (var (key, member) in inherited.SelectMany(merged => merged.Members ?? []))
        {
            map.Members!.TryAdd(key, member);
        }

        return map;
    }

    private SettingNode ReadList(Parser parser, string path, int depth)
    {
        var list = SettingNode.List(At(parser.Consume<SequenceStart>()));
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            list.Items!.Add(ReadNode(parser, $"{path}[{list.Items.Count}]", depth + 1));
        }

        return list;
    }

    private SettingNode ReadScalar(Scalar scalar, string path)
    {
        if (scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" })
        {
            return new(At(scalar));
        }

        if (environment is null)
        {
            return new(At(scalar)) { Value = scalar.Value };
        }

        var value = Substitution.Expand(scalar.Value, environment, out var problem);
        if (problem is not null)
        {
            problems.Add(new(At(scalar), path, problem, "a variable that is set, or ${NAME:-default}") { MattersInUse = true });
        }

        return new(At(scalar)) { Value = value, IsBroken = problem is not null };
    }

    private string At(ParsingEvent parsed) => $"{file}:{parsed.Start.Line}";

    // The parser says where the map began that it could not read on.
    private static string TabHint(string text, YamlException e)
    {
        var lines = text.Split('\n');
        var line = Array.FindIndex(lines, Math.Min((int)e.Start.Line - 1, lines.Length - 1), IsIndentedWithTab);
        return line < 0 ? "" : $" (line {line + 1} is indented with a tab; YAML takes spaces only)";
    }

    private static bool IsIndentedWithTab(string line) => line.AsSpan(0, line.Length - line.AsSpan().TrimStart().Length).Contains('\t');
}
