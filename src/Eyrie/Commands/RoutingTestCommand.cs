using System.CommandLine;
using Eyrie.Sinks.Routing.Explaining;

namespace Eyrie.Commands;

/// <summary><c>eyrie config test</c></summary>
internal static class RoutingTestCommand
{
    private static readonly Argument<string> File = new("FILE")
    {
        Description = "The cases: which alert goes where.",
        DefaultValueFactory = _ => "routing-tests.yaml",
    };

    private static readonly Option<string?> Junit = new("--junit") { Description = "Write the results as JUnit XML, too, for CI.", HelpName = "FILE" };

    public static Command Create()
    {
        var command = CommonOptions.Configured("test", "Try the routing file on cases: this alert goes there. Exit code 1 when one goes elsewhere. Needs no server and no secrets.");
        command.Add(File);
        command.Add(RouteCommand.Routing);
        command.Add(Junit);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var (results, source) = Try(parsed);
        var output = parsed.InvocationConfiguration.Output;
        foreach (var result in results)
        {
            output.WriteLine($"{(result.Passed ? "ok  " : "FAIL")}  {result.Name}{(result.Passed ? "" : $"   ({result.Where})")}");
            Write(output, "- expected", result.Missing);
            Write(output, "+ goes to ", result.Extra);
            if (!result.Passed)
            {
                Write(output, "  because ", result.Notes);
            }
        }

        var failed = results.Count(result => !result.Passed);
        output.WriteLine();
        output.WriteLine($"{results.Count} cases, {(failed == 0 ? "all as they should be" : $"{failed} failed")}: {source}");
        return failed == 0 ? 0 : 1;
    }

    private static (IReadOnlyList<CaseResult> Results, string Source) Try(ParseResult parsed)
    {
        var junit = parsed.GetValue(Junit);
        try
        {
            var loaded = EyrieConfiguration.Load(parsed, "sensors", "ingestor", "enricher", "sinks", "kafka", "routing");
            var (results, source) = RouteCommand.Read(() => RoutingCases.Run(parsed.GetValue(File)!, parsed.GetValue(RouteCommand.Routing), loaded.Configuration));
            if (junit is not null)
            {
                JunitReport.Write(junit, results, source);
            }

            return (results, source);
        }
        catch (UsageException e) when (junit is not null && !e.Message.StartsWith("eyrie: --junit", StringComparison.Ordinal))
        {
            JunitReport.WriteError(junit, e.Message);
            throw;
        }
    }

    private static void Write(TextWriter output, string what, IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine($"      {what}  {line}");
        }
    }
}
