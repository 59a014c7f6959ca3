using System.Text;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Platform.Configuration;

/// <summary>Reads <c>eyrie.yaml</c>, lays the environment over it, checks both against the options.</summary>
public static class ConfigurationLoader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Where the file is looked for when none is named, first hit wins.</summary>
    public static IReadOnlyList<string> DefaultFiles { get; } = ["eyrie.yaml", "/etc/eyrie/eyrie.yaml"];

    /// <summary>Loads everything.</summary>
    /// <param name="named">The file the user named; null takes a default one, or none.</param>
    /// <param name="environment">Environment variables: <c>EYRIE__...</c>, and those that values refer to.</param>
    /// <param name="sections">What may be configured.</param>
    /// <param name="unused">
    /// Keys that this process makes no use of, with all below: what is missing there does not matter to it, a file for instance. One file serves all stages, but each stage is given its own secrets.
    /// </param>
    public static LoadedConfiguration Load(
        string? named,
        IReadOnlyDictionary<string, string> environment,
        IEnumerable<ConfigurationSection> sections,
        params IReadOnlyCollection<string> unused)
    {
        var problems = new List<ConfigurationProblem>();
        var file = named ?? DefaultFiles.FirstOrDefault(File.Exists);
        var settings = file is null
            ? SettingNode.Map("no configuration file")
            : new YamlSettings(file, environment, problems).Read(ReadText(file, problems));
        EnvironmentSettings.Overlay(settings, environment, problems);
        var check = new ConfigurationCheck(SettingShapes.Of(sections), problems);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(check.Check(settings)).Build();
        OptionsRules.Check(check.Objects, configuration, problems);
        string[] idle = [.. unused, .. check.Objects.Where(found => found.IsDisabled).Select(found => found.Key)];
        problems.RemoveAll(problem => problem.MattersInUse && idle.Any(key => IsAtOrBelow(problem.Key, key)));
        return new(configuration, file, problems, settings);
    }

    private static string ReadText(string file, List<ConfigurationProblem> problems)
    {
        try
        {
            using var reader = new StreamReader(file, Strict);
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            problems.Add(new(file, "", "bytes that are no UTF-8 text", "a YAML file in UTF-8"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var found = Directory.Exists(file) ? "a directory"
                : File.Exists(file) ? $"a file that cannot be read ({e.Message})" : "no such file";
            problems.Add(new(file, "", found, "the path of a YAML file"));
        }

        return "";
    }

    internal static bool IsAtOrBelow(string key, string parent) =>
        key.StartsWith(parent, StringComparison.OrdinalIgnoreCase)
        && (key.Length == parent.Length || key[parent.Length] is '.' or '[');
}
