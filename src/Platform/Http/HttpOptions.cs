using System.ComponentModel.DataAnnotations;

namespace Eyrie.Platform.Http;

/// <summary>The endpoints for whoever operates this process. Bound from <c>Http</c>.</summary>
public sealed record HttpOptions : IValidatableObject
{
    /// <summary>Where the status page <c>/</c>, <c>/livez</c>, <c>/readyz</c>, <c>/status</c> and <c>/metrics</c> are; empty: nowhere.</summary>
    public string Listen { get; init; } = "0.0.0.0:8808";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Listen.Length > 0 && ListenAddress.Parse(Listen) is null)
        {
            yield return new($"'{Listen}' is no address to listen on; allowed: {ListenAddress.Forms}, or '' for none", [nameof(Listen)]);
        }
    }
}
