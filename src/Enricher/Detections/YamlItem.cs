using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Eyrie.Enricher.Detections;

/// <summary>One item of a list in a detections file. What is asked for is known; what is left over is a mistake.</summary>
internal sealed class YamlItem
{
    private readonly DetectionsDocument _document;
    private readonly YamlNode _node;
    private readonly string _name;
    private readonly Dictionary<string, YamlNode> _members = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];

    public YamlItem(DetectionsDocument document, YamlNode node, string name)
    {
        (_document, _node, _name) = (document, node, name);
        if (node is not YamlMappingNode map)
        {
            document.Problem(node, $"{name} is no item with keys; write 'name: ...' and so on");
            return;
        }

        foreach (var (key, value) in map.Children)
        {
            _members[(key as YamlScalarNode)?.Value ?? ""] = value;
        }
    }

    public long Line => _node.Start.Line;

    /// <summary>A text.</summary>
    public string Text(string key, string unsaid = "")
    {
        if (Find(key) is not { } node)
        {
            return unsaid;
        }

        if (node is YamlScalarNode scalar)
        {
            return TextOf(scalar);
        }

        Problem(key, $"{key} is a list or a map; write one text");
        return unsaid;
    }

    /// <summary>A list of texts; one text is a list, too.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        switch (Find(key))
        {
            case null: return [];
            case YamlScalarNode scalar: return [TextOf(scalar)];
            case YamlSequenceNode list when list.Children.All(item => item is YamlScalarNode):
                return [.. list.Children.Select(item => TextOf((YamlScalarNode)item))];
            default:
                Problem(key, $"{key} is no list of texts; write [a, b], in quotes what has a colon, a brace or a star in front");
                return [];
        }
    }

    /// <summary>A list of items.</summary>
    public IEnumerable<YamlItem> Items(string key)
    {
        switch (Find(key))
        {
            case null: return [];
            case YamlSequenceNode list: return list.Children.Select((item, i) => new YamlItem(_document, item, $"{_name}.{key}[{i}]"));
            default:
                Problem(key, $"{key} is no list; begin its items with '-'");
                return [];
        }
    }

    /// <summary>Says of what was not asked for that nobody knows it.</summary>
    public void RejectOthers()
    {
        foreach (var key in _members.Keys.Where(key => !_known.Contains(key)))
        {
            Problem(key, $"'{key}' is a key that is not known; known are {string.Join(", ", _known)}");
        }
    }

    /// <summary>Says what is wrong with the value of a key, or with all of it.</summary>
    public void Problem(string key, string text) => _document.Problem(_members.GetValueOrDefault(key, _node), $"{_name}: {text}");

    // What YAML calls null is as good as nothing; in quotes it is a word.
    private static string TextOf(YamlScalarNode scalar) =>
        scalar is { Style: ScalarStyle.Plain, Value: "~" or "null" or "Null" or "NULL" } ? "" : scalar.Value ?? "";

    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return _members.GetValueOrDefault(key);
    }
}
