using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Detections;

/// <summary>Stops the start when a detection is worded wrongly, naming it.</summary>
internal sealed class DetectionsCheck : IValidateOptions<EnricherOptions>
{
    public ValidateOptionsResult Validate(string? name, EnricherOptions options) => DetectionsFile.Read(options).Problems is { Count: > 0 } problems
        ? ValidateOptionsResult.Fail(problems)
        : ValidateOptionsResult.Success;
}
