using System.Text.RegularExpressions;
using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.Elasticsearch.Setup.Kibana;

/// <summary>Kibana's address and the space in it.</summary>
/// <param name="Url">With its base path, without the space.</param>
/// <param name="Space">The space's id; <c>default</c> when none was named.</param>
internal sealed partial record KibanaAddress(string Url, string Space)
{
    private const string DefaultSpace = "default";

    /// <summary>It is the space that every Kibana has.</summary>
    public bool IsDefaultSpace => Space is DefaultSpace;

    /// <summary>What stands before the paths of a space's API.</summary>
    public string SpacePath => IsDefaultSpace ? "" : $"s/{Space}/";

    /// <summary>Where a person opens a dashboard.</summary>
    public string Dashboard(string id) => HttpUrls.Below(Url, $"{SpacePath}app/dashboards#/view/{id}").ToString();

    /// <summary>Reads an address that may end with <c>/s/space</c>.</summary>
    /// <param name="url">The address.</param>
    /// <param name="space">A space that was named beside it; wins.</param>
    public static KibanaAddress Read(string url, string? space)
    {
        var inUrl = SpaceInUrl().Match(url.TrimEnd('/'));
        return new(
            inUrl.Success ? url[..inUrl.Index] : url.TrimEnd('/'),
            space is { Length: > 0 } ? space : inUrl.Success ? inUrl.Groups["space"].Value : DefaultSpace);
    }

    /// <summary>What is wrong with a space's id; null when nothing is.</summary>
    public static string? ProblemOfSpace(string space) =>
        SpaceId().IsMatch(space) ? null : $"'{space}' cannot be a space's id: lower-case letters, digits, '_' and '-'";

    [GeneratedRegex("/s/(?<space>[a-z0-9_-]+)$")]
    private static partial Regex SpaceInUrl();

    [GeneratedRegex("^[a-z0-9_-]{1,100}$")]
    private static partial Regex SpaceId();
}
