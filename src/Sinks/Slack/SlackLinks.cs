using System.Text.Json.Nodes;
using Eyrie.Sinks.Links;

namespace Eyrie.Sinks.Slack;

/// <summary>
/// Links as Slack's markup has them: the only brackets that a message has, beside a mention. Not buttons: to press one tells the app, and one without an
/// endpoint for that shows a warning.
/// </summary>
internal static class SlackLinks
{
    private const int MaxLinks = 2_800;
    private const int MaxTechniques = 8;

    /// <summary>Adds the links that fit into a block.</summary>
    public static void Add(JsonArray blocks, IReadOnlyList<AlertLink> links)
    {
        var markup = "";
        foreach (var link in links)
        {
            var one = Markup(link.Url, link.Text);
            markup = markup.Length + one.Length > MaxLinks ? markup : markup.Length == 0 ? one : $"{markup}  ·  {one}";
        }

        if (markup.Length > 0)
        {
            blocks.Add(SlackBlocks.Markup(markup));
        }
    }

    /// <summary>Adds what MITRE calls it; what is no technique's id is left out.</summary>
    public static void AddTechniques(JsonArray blocks, IEnumerable<string> ids)
    {
        var known = ids.Distinct(StringComparer.Ordinal).Where(id => AlertLinks.Technique(id) is not null).Take(MaxTechniques);
        if (string.Join("  ·  ", known.Select(id => Markup(AlertLinks.Technique(id)!, id))) is { Length: > 0 } markup)
        {
            blocks.Add(SlackBlocks.Markup($"*ATT&amp;CK*  {markup}"));
        }
    }

    // A URL of ours has no brackets and no | left in it: they are encoded.
    private static string Markup(string url, string text) => $"<{url.Replace("&", "&amp;", StringComparison.Ordinal)}|{text}>";
}
