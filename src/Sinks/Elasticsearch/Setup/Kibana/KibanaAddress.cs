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

    /// <summary>
    /// The id that one of our objects has in this space. An id is one object's in all spaces: a second space that imports the same ids gets copies with random
    /// ones, more with each import, and what links to them leads nowhere.
    /// </summary>
    public string Own(string id) => IsDefaultSpace ? id : $"{id}-{Space}";

    /// <summary>Where a person opens one of our dashboards.</summary>
    public string Dashboard(string id) => HttpUrls.Below(Url, $"{SpacePath}app/dashboards#/view/{Own(id)}").ToString();

    /// <summary>The section <c>links</c> of a configuration, for objects of this space.</summary>
    public string Links() => $$"""
        links:
          kibanaUrl: {{Url}}{{(IsDefaultSpace ? "" : "/s/" + Space)}}
          dataView: {{Own("eyrie-alerts")}}
          incident: >-
            {kibana}/app/dashboards#/view/{{Own("eyrie-investigate")}}?_g=(time:(from:'{from}',to:'{to}'))&_a=(query:(language:kuery,query:'eyrie.around.incident:"{incident:kql}"'))

        """;

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
