using Eyrie.Sinks.Routing.Matching;
using Eyrie.Sinks.Routing.Reading;

namespace Eyrie.Sinks.Routing.Explaining;

/// <summary>Finds techniques and tactics that this version has no name for: typing errors mostly, but ATT&amp;CK grows, and rules may be ahead of us.</summary>
internal static class UnknownTechniques
{
    public static IEnumerable<string> Of(RoutingContent content, Func<string, bool> isKnown)
    {
        var asked = (content.Root?.All ?? []).Select(route => (Where: $"{route.Where}: the route {route.Path}", route.Match))
            .Concat(content.Silences.Select(silence => (Where: $"{silence.Source}: the silence {silence.Id}", silence.Match)));
        foreach (var (where, match) in asked)
        {
            foreach (var matcher in match.All.OfType<TextMatcher>().Where(matcher => matcher.Key is "technique" or "tactic"))
            {
                foreach (var id in matcher.Patterns.Where(pattern => pattern.IsPlain && pattern.Text.Length > 0 && !isKnown(pattern.Text.ToUpperInvariant())))
                {
                    yield return $"{where} asks for the {matcher.Key} {FileItem.Shown(id.Text)}, which is not in the ATT&CK that this version knows: it fits only what a rule's own tags call so";
                }
            }
        }
    }
}
