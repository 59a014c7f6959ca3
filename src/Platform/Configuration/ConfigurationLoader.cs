using Microsoft.Extensions.Configuration;

namespace Eyrie.Platform.Configuration;

/// <summary>Reads <c>eyrie.yaml</c>, lays the environment over it, checks both against the options.</summary>
public static class ConfigurationLoader
{
    /// <summary>Where the file is looked for when none is named, first hit wins.</summary>
    public static IReadOnlyList<string> DefaultFiles { get; } = ["eyrie.yaml", "/etc/eyrie/eyrie.yaml"];

    /// <summary>Loads everything.</summary>
    /// <param name="named">The file the user named; null takes a default one, or none.</param>
    /// <param name="environment">Environment variables: <c>EYRIE__...</c>, and those that values refer to.</param>
    /// <param name="sections">What may be configured.</param>
    /// <param name="unused">
    /// Keys that this process makes no use of, with all below: their files need not be there, nor the variables they refer to.
    /// One file serves all stages, but each stage is given its own secrets.
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
        var flat = new ConfigurationCheck(SettingShapes.Of(sections), problems).Check(settings);
        problems.RemoveAll(problem => problem.IsLocal && unused.Any(key => IsAtOrBelow(problem.Key, key)));
        return new(new ConfigurationBuilder().AddInMemoryCollection(flat).Build(), file, problems, settings);
    }

    private static string ReadText(string file, List<ConfigurationProblem> problems)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var found = File.Exists(file) || Directory.Exists(file) ? $"a file that cannot be read ({e.Message})" : "no such file";
            problems.Add(new(file, "", found, "the path of a YAML file"));
            return "";
        }
    }

    private static bool IsAtOrBelow(string key, string parent) =>
        key.StartsWith(parent, StringComparison.OrdinalIgnoreCase)
        && (key.Length == parent.Length || key[parent.Length] is '.' or '[');
}
