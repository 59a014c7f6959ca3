using System.ComponentModel.DataAnnotations;
using Eyrie.Sinks.Http;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>Where a PagerDuty account lives.</summary>
public enum PagerDutyRegion
{
    /// <summary>The United States: where accounts are unless somebody chose otherwise.</summary>
    Us,

    /// <summary>The European Union.</summary>
    Eu,
}

/// <summary>Which PagerDuty service is paged. Bound from <c>Sinks:PagerDuty</c>.</summary>
public sealed record PagerDutyOptions : IValidatableObject
{
    /// <summary>File with the integration key of an Events API v2 integration (32 characters). A route may name another.</summary>
    [Required]
    public string? RoutingKeyFile { get; init; }

    /// <summary>us or eu: an account is known in its own region alone.</summary>
    [EnumDataType(typeof(PagerDutyRegion))]
    public PagerDutyRegion Region { get; init; } = PagerDutyRegion.Us;

    /// <summary>Where events go instead of PagerDuty's own address in the region: a proxy, a test.</summary>
    public string? Url { get; init; }

    /// <summary>Resolves the incident when nothing has been added to it for the Enricher's gap. A route may say otherwise.</summary>
    public bool Resolve { get; init; }

    /// <summary>Where events go.</summary>
    internal string Endpoint => Url is { Length: > 0 } url ? url : Region switch
    {
        PagerDutyRegion.Eu => "https://events.eu.pagerduty.com/v2/enqueue",
        _ => "https://events.pagerduty.com/v2/enqueue",
    };

    /// <summary>The least time between two events of an incident that got no worse.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UpdateInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HttpUrls.Problem("url", Endpoint) is { } problem)
        {
            yield return new(problem, [nameof(Url)]);
        }

        if (Url is { Length: > 0 } && Region is not PagerDutyRegion.Us)
        {
            yield return new("url and region exclude each other: remove url, the region has its own", [nameof(Url)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class PagerDutyOptionsValidator : IValidateOptions<PagerDutyOptions>;
