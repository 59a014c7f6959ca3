using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Platform.Configuration;

/// <summary>The configuration as read, with everything that is wrong with it.</summary>
public sealed partial class LoadedConfiguration
{
    private readonly SettingNode _settings;

    internal LoadedConfiguration(
        IConfigurationRoot configuration, string? file, IReadOnlyList<ConfigurationProblem> problems, SettingNode settings)
    {
        (Configuration, File, Problems) = (configuration, file, problems);
        _settings = settings;
    }

    /// <summary>What options are bound from; of use only without problems.</summary>
    public IConfigurationRoot Configuration { get; }

    /// <summary>The file it came from; null when there was none.</summary>
    public string? File { get; }

    /// <summary>Empty when all is well.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }

    /// <summary>What is in force, key by key, with who says so.</summary>
    /// <param name="sections">What may be configured.</param>
    public IReadOnlyList<SettingInForce> InForce(IEnumerable<ConfigurationSection> sections) => [.. SettingListing.Of(_settings, SettingShapes.Of(sections))];

    /// <summary>
    /// Puts the place and the key as it is written before a complaint of an options validator, which knows neither:
    /// <c>sensors:0:type: ...</c> becomes <c>eyrie.yaml:7: sensors[0].type: ...</c>. Others stay as they are.
    /// </summary>
    public string Locate(string complaint)
    {
        var match = Complaint().Match(complaint);
        if (!match.Success)
        {
            return complaint;
        }

        var (node, key) = (_settings, "");
        foreach (var name in match.Groups["path"].Value.Split(':'))
        {
            var isIndex = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index);
            node = isIndex ? node?.Items?.ElementAtOrDefault(index) ?? node : node?.Members?.GetValueOrDefault(name) ?? node;
            key += isIndex ? $"[{name}]" : key.Length > 0 ? $".{name}" : name;
        }

        return $"{node!.Where}: {key}: {match.Groups["text"].Value}";
    }

    [GeneratedRegex(@"^(?<path>[A-Za-z]\w*(:\w+)*): (?<text>.*)$", RegexOptions.Singleline)]
    private static partial Regex Complaint();
}
