using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Detections;

/// <summary>Stops the start when a detection is worded wrongly, naming it.</summary>
internal sealed class DetectionsCheck : IValidateOptions<EnricherOptions>
{
    public ValidateOptionsResult Validate(string? name, EnricherOptions options)
    {
        var problems = new List<string>();
        for (var i = 0; i < options.Detections.Count; i++)
        {
            if (DetectionRule.Read(options.Detections[i]).Problem is { } problem)
            {
                problems.Add($"enricher:detections:{i}: {problem}");
            }
        }

        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
