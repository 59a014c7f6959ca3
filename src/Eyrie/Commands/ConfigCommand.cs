using System.CommandLine;
using Eyrie.Demo;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Documents;
using Eyrie.Sinks.Routing.Explaining;

namespace Eyrie.Commands;

/// <summary><c>eyrie config check</c></summary>
internal static class ConfigCommand
{
    private const int LongestLine = 400;

    public static Command Create()
    {
        var check = CommonOptions.Configured("check", "Find everything that is wrong with the configuration, without starting anything.");
        check.SetAction(Check);
        return new("config", "Work with the configuration.") { check, ConfigShowCommand.Create(), RoutingTestCommand.Create() };
    }

    private static int Check(ParseResult parsed)
    {
        var loaded = EyrieConfiguration.Load(parsed);
        EyrieConfiguration.CheckRules(loaded);
        var output = parsed.InvocationConfiguration.Output;
        output.WriteLine($"The configuration is fine: {EyrieConfiguration.Source(loaded)}");
        output.WriteLine($"  sensors: {Listed(EyrieConfiguration.SensorNames(loaded.Configuration))}");
        output.WriteLine($"  sinks:   {Listed(EyrieConfiguration.SinkNames(loaded.Configuration))}");
        foreach (var line in ExceptionReport.Lines(loaded.Configuration, TimeProvider.System))
        {
            output.WriteLine($"  exceptions: {SafeText.OneLine(line, LongestLine)}");
        }

        if (RoutingOverview.Of(loaded.Configuration, static id => MitreNames.Find(id) is not null) is var (summary, warnings))
        {
            output.WriteLine($"  routing: {summary}");
            foreach (var warning in warnings)
            {
                output.WriteLine($"Warning: {warning}");
            }
        }

        return 0;
    }

    private static string Listed(IReadOnlyList<string> names) => names.Count > 0 ? string.Join(", ", names) : "none";
}
