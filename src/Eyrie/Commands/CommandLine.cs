using System.CommandLine;
using System.CommandLine.Invocation;
using Eyrie.Platform;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Commands;

/// <summary>Runs a command line: 0 when it went well, 1 when it failed, 2 when the user has to write something else.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int Misused = 2;
    private const int Interrupted = 130;

    /// <summary>Runs it; failures are told on the error output, in a line where a line says it all.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args, InvocationConfiguration invocation)
    {
        ParseResult parsed;
        try
        {
            parsed = root.Parse(args);
        }
        catch (InvalidOperationException e)
        {
            await invocation.Error.WriteLineAsync(e.Message); // a check of ours looked at an option that lacks its value: the library's sentence names it
            return Misused;
        }

        if (parsed.Action is ParseErrorAction error)
        {
            invocation.Output = invocation.Error; // whoever reads the output expects something else there

            // A whole page of help would push the error off the screen, unless there is nothing else to say.
            error.ShowHelp = parsed.UnmatchedTokens.Count == 0 && parsed.CommandResult.Command.Subcommands.Count > 0;
        }

        try
        {
            var code = await parsed.InvokeAsync(invocation);
            return parsed.Action is ParseErrorAction ? Misused : code;
        }
        catch (Exception e)
        {
            // A command without the option answers with the lowest level there is.
            var withStack = parsed.GetResult(CommonOptions.LogLevel) is { } level && level.GetValueOrDefault<LogLevel>() <= LogLevel.Debug;
            var (code, text) = Tell(e is AggregateException all ? all.Flatten().InnerExceptions[0] : e);
            await invocation.Error.WriteLineAsync(withStack ? $"{text}{Environment.NewLine}{e}" : text);
            return code;
        }
    }

    private static (int Code, string Text) Tell(Exception e) => e switch
    {
        UsageException => (Misused, e.Message),
        OptionsValidationException options => (Misused, string.Join(Environment.NewLine, options.Failures)),
        PipelineException => (Failed, $"eyrie: {e.Message}"),
        OperationCanceledException => (Interrupted, "eyrie: interrupted"),
        _ => (Failed, $"eyrie: an unexpected failure, please report it: {e}"),
    };
}
