using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Links;

/// <summary>A link for people.</summary>
/// <param name="Text">What it leads to; ours.</param>
/// <param name="Url">An http or https URL in which everything that is not allowed in one is encoded.</param>
internal sealed record AlertLink(string Text, string Url);

/// <summary>Where an alert leads: to Kibana, to its runbook, to what is known of its techniques.</summary>
internal sealed partial class AlertLinks(LinkOptions options)
{
    private readonly IReadOnlyList<(string Text, UrlTemplate Url)> _kibana =
    [
        ("Alert", new(options.Alert)), ("Incident", new(options.Incident)), ("Host", new(options.Host)),
    ];

    private readonly IReadOnlyList<(string Rule, UrlTemplate Url)> _runbooks = [.. options.Runbooks.Select(runbook => (runbook.Rule, new UrlTemplate(runbook.Url)))];

    /// <summary>None: nothing is configured.</summary>
    public static AlertLinks None { get; } = new(new());

    /// <summary>The links of an alert that can be made: runbook, alert, incident, host.</summary>
    public IReadOnlyList<AlertLink> Of(Alert alert)
    {
        var values = new LinkValues(alert, options);
        var links = new List<AlertLink>();
        if (Runbook(alert.Rule)?.Fill(values) is { } runbook)
        {
            links.Add(new("Runbook", runbook));
        }

        foreach (var (text, template) in _kibana)
        {
            if (template.Fill(values) is { } url)
            {
                links.Add(new(text, url));
            }
        }

        return links;
    }

    /// <summary>What MITRE says of a technique or tactic; null when it is no id of one.</summary>
    /// <param name="id">For instance <c>T1059.004</c> or <c>TA0002</c>.</param>
    public static string? Technique(string id) => id switch
    {
        _ when TechniqueId.IsMatch(id) => $"https://attack.mitre.org/techniques/{id.Replace('.', '/')}/",
        _ when TacticId.IsMatch(id) => $"https://attack.mitre.org/tactics/{id}/",
        _ => null,
    };

    private UrlTemplate? Runbook(string rule)
    {
        foreach (var (pattern, url) in _runbooks)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, rule))
            {
                return url;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^T[0-9]{4}(\.[0-9]{3})?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TechniqueId { get; }

    [GeneratedRegex(@"^TA[0-9]{4}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TacticId { get; }
}
