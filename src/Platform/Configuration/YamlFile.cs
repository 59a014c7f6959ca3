using System.Text;

namespace Eyrie.Platform.Configuration;

/// <summary>
/// Reads YAML that people write (so also JSON) into nodes that know their line. Bounded in size, depth and nodes: nested brackets and aliases of aliases
/// are refused before they cost anything. Nothing is replaced from the environment.
/// </summary>
public static class YamlFile
{
    private const int LargestFile = 4 << 20;
    private const int MaxNodes = 200_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; problems call it so.</param>
    /// <param name="problems">Gets what is wrong with it as YAML; what it says is for the caller to look at.</param>
    /// <returns>A map; empty when the file is empty or cannot be read.</returns>
    public static SettingNode Read(string path, IList<ConfigurationProblem> problems)
    {
        try
        {
            using var reader = new StreamReader(path, Strict);
            var text = new char[LargestFile + 1]; // a file can grow while it is read, and a device never ends
            var length = reader.ReadBlock(text);
            if (length <= LargestFile)
            {
                return Parse(new string(text, 0, length), path, problems);
            }

            problems.Add(new(path, "", $"more than {LargestFile} characters", "a smaller file"));
        }
        catch (DecoderFallbackException)
        {
            problems.Add(new(path, "", "bytes that are no UTF-8 text", "a YAML file in UTF-8"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(new(path, "", NamedFile.Problem(path) ?? e.Message, "the path of a YAML file"));
        }

        return SettingNode.Map(path);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="name">What problems call it.</param>
    /// <param name="problems">Gets what is wrong with it as YAML.</param>
    /// <returns>A map; empty when there is none.</returns>
    public static SettingNode Parse(string text, string name, IList<ConfigurationProblem> problems)
    {
        var found = new List<ConfigurationProblem>();
        var root = new YamlSettings(name, environment: null, found, MaxNodes).Read(text);
        foreach (var problem in found)
        {
            problems.Add(problem);
        }

        return root;
    }
}
