using System.CommandLine;
using System.Text.Json;
using Eyrie.Platform.Kafka.Letters;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands.Dead;

/// <summary><c>eyrie dead list</c></summary>
internal static class DeadListCommand
{
    private static readonly Option<bool> Each = new("--all") { Description = "A line for each letter, instead of a table that groups them." };

    private static readonly Option<bool> Settled = new("--settled") { Description = "Those that are done with: retried or dropped, by whom and when. Times are of that." };

    private static readonly Option<int?> Limit = new("--limit")
    {
        Description = "With --all: not more lines than that.",
        HelpName = "N",
        CustomParser = argument => (int)CommonOptions.ReadNumber(argument, 1, int.MaxValue),
    };

    public static Command Create()
    {
        var command = CommonOptions.Configured("list", "Show which dead letters there are.").WithFilters().WithIdOption();
        foreach (var option in (Option[])[Each, Settled, Limit, DeadCommand.AsJson])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => DeadCommand.OnThread(() => Run(parsed, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using var services = DeadCommand.Build(parsed);
        var box = services.GetRequiredService<LetterBox>();
        var filter = LetterOptions.Read(parsed, services.GetRequiredService<TimeProvider>());
        var letters = parsed.GetValue(Settled)
            ? box.ReadMarkers(filter, cancellation)
            : box.Read(filter, box.ReadSettled(filter, cancellation), cancellation);
        if (parsed.GetValue(Each))
        {
            WriteEach(parsed, letters.Take(parsed.GetValue(Limit) ?? int.MaxValue));
        }
        else
        {
            WriteGroups(parsed, letters);
        }

        return 0;
    }

    private static void WriteEach(ParseResult parsed, IEnumerable<Letter> letters)
    {
        var output = parsed.InvocationConfiguration.Output;
        foreach (var letter in letters)
        {
            output.WriteLine(parsed.GetValue(DeadCommand.AsJson)
                ? JsonSerializer.Serialize(LetterFacts.Of(letter), DeadCommand.JsonLine)
                : LetterText.Line(letter));
        }
    }

    private static void WriteGroups(ParseResult parsed, IEnumerable<Letter> letters)
    {
        var groups = LetterGroups.Of(letters);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(DeadCommand.AsJson))
        {
            output.WriteLine(JsonSerializer.Serialize(groups.Sorted, DeadCommand.Json));
        }
        else
        {
            groups.Write(output, isSettled: parsed.GetValue(Settled));
        }
    }
}
