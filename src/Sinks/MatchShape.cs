using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks;

/// <summary>Finds patterns that are not in a list: the binder would pass over them, and everything would match.</summary>
internal sealed class MatchShape(IConfiguration configuration) : IValidateOptions<SinkOptions>
{
    public ValidateOptionsResult Validate(string? name, SinkOptions options)
    {
        var wrong = options.Match.All
            .Select(key => configuration.GetSection($"Sinks:{name}:Match:{key.Key}"))
            .Where(section => !string.IsNullOrEmpty(section.Value))
            .Select(section => $"sinks.{name}.match: '{section.Key}' is '{section.Value}', must be a list, for instance [{section.Value}]")
            .ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
