using System.ComponentModel.DataAnnotations;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>Which PagerDuty service is paged. Bound from <c>Sinks:PagerDuty</c>.</summary>
public sealed record PagerDutyOptions : IValidatableObject
{
    /// <summary>File with the integration key of an Events API v2 integration (32 characters).</summary>
    [Required]
    public string? RoutingKeyFile { get; init; }

    /// <summary>Where events go; in the EU <c>https://events.eu.pagerduty.com/v2/enqueue</c>.</summary>
    public string Url { get; init; } = "https://events.pagerduty.com/v2/enqueue";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HttpUrls.Problem("url", Url) is { } problem)
        {
            yield return new(problem, [nameof(Url)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class PagerDutyOptionsValidator : IValidateOptions<PagerDutyOptions>;
