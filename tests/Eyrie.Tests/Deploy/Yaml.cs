using YamlDotNet.RepresentationModel;

namespace Eyrie.Tests.Deploy;

/// <summary>Reads YAML of this repository.</summary>
internal static class Yaml
{
    /// <summary>The top of a file that has one document.</summary>
    /// <param name="file">Its path from the repository's top.</param>
    public static T Root<T>(string file)
        where T : YamlNode
    {
        using var text = File.OpenText(Path.Combine(Repository.Root, file));
        var stream = new YamlStream();
        stream.Load(text);
        return Assert.IsType<T>(Assert.Single(stream.Documents).RootNode);
    }

    /// <summary>All keys of a tree, as <c>falco.http_output.url</c>; what is in lists has none.</summary>
    public static IEnumerable<string> Keys(YamlMappingNode node, string above = "") => node.Children.SelectMany(child =>
    {
        var key = above + ((YamlScalarNode)child.Key).Value;
        return child.Value is YamlMappingNode { Children.Count: > 0 } inner ? Keys(inner, $"{key}.") : [key];
    });
}
