using System.ComponentModel.DataAnnotations;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Links;

/// <summary>Where messages to people lead: to Kibana, and to what is to be done. Bound from <c>Links</c>.</summary>
public sealed record LinkOptions : IValidatableObject
{
    /// <summary>Kibana's address with its base path and space, for instance <c>https://kibana.example.com/s/soc</c>; empty: no links to it.</summary>
    public string KibanaUrl { get; init; } = "";

    /// <summary>The id of Kibana's data view that has the alerts, <c>{dataView}</c>.</summary>
    public string DataView { get; init; } = "logs-*";

    /// <summary>The URL of an alert.</summary>
    public string Alert { get; init; } = DiscoverOf("event.id", "alert");

    /// <summary>The URL of an incident.</summary>
    public string Incident { get; init; } = DiscoverOf("eyrie.incident.id", "incident");

    /// <summary>The URL of a host.</summary>
    public string Host { get; init; } = DiscoverOf("host.name", "host");

    /// <summary>What is to be done when a rule speaks; the first that fits.</summary>
    public IReadOnlyList<RunbookOptions> Runbooks { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (KibanaUrl.Length > 0 && HttpUrls.Problem("kibanaUrl", KibanaUrl) is { } wrong)
        {
            yield return new(wrong, [nameof(KibanaUrl)]);
        }

        foreach (var (key, template) in new[] { (nameof(Alert), Alert), (nameof(Incident), Incident), (nameof(Host), Host) })
        {
            if (UrlTemplate.Problem(char.ToLowerInvariant(key[0]) + key[1..], template) is { } problem)
            {
                yield return new(problem, [key]);
            }
        }

        for (var i = 0; i < Runbooks.Count; i++)
        {
            if (RunbookProblem(Runbooks[i]) is { } problem)
            {
                yield return new($"runbooks[{i}]: {problem}", [nameof(Runbooks)]);
            }
        }
    }

    private static string? RunbookProblem(RunbookOptions runbook) =>
        string.IsNullOrWhiteSpace(runbook.Rule) ? "rule is missing; '*' stands for all"
        : string.IsNullOrWhiteSpace(runbook.Url) ? "url is missing, for instance https://wiki.example.com/runbooks/{ruleSlug}"
        : UrlTemplate.Problem("url", runbook.Url);

    // {x:kql}: a value between quotation marks in a query of Kibana's, which itself stands in the URL's own notation.
    private static string DiscoverOf(string field, string value) =>
        "{kibana}/app/discover#/?_g=(time:(from:'{from}',to:'{to}'))&_a=(index:'{dataView:kql}',query:(language:kuery,query:'" + field + ":\"{" + value + ":kql}\"'))";
}

/// <summary>A runbook for rules.</summary>
public sealed record RunbookOptions
{
    /// <summary>The rule; <c>*</c> and <c>?</c> are wildcards, upper and lower case are the same.</summary>
    public string Rule { get; init; } = "";

    /// <summary>The URL, with placeholders: <c>https://wiki.example.com/runbooks/{ruleSlug}</c>.</summary>
    public string Url { get; init; } = "";
}

[OptionsValidator]
internal sealed partial class LinkOptionsValidator : IValidateOptions<LinkOptions>;
