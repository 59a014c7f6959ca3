using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Routing;

/// <summary>Stops the start when something is wrong with the routing files, and says everything that is.</summary>
internal sealed class RoutingCheck(IReadOnlyDictionary<string, RoutedSink> sinks, IReadOnlyCollection<string> only) : IValidateOptions<RoutingOptions>
{
    public ValidateOptionsResult Validate(string? name, RoutingOptions options)
    {
        var problems = new RoutingFiles(options, sinks, only).Read().Problems;
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(problem => problem.ToString()));
    }
}
