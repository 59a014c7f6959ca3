using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands.Dead;

/// <summary><c>eyrie dead drop</c></summary>
internal static class DeadDropCommand
{
    private static readonly Option<string> Because = new("--because")
    {
        Description = "Why; it is kept beside the letter's marker, with your name.",
        HelpName = "TEXT",
        Required = true,
    };

    public static Command Create()
    {
        var command = CommonOptions.Configured("drop", "Mark dead letters as not worth another try. They stay on the topic for its 14 days.").WithChoice();
        foreach (var option in (Option[])[Because, LetterRound.DryRun, LetterRound.Yes, DeadCommand.AsJson])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => DeadCommand.OnThread(() => Run(parsed, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using var services = DeadCommand.Build(parsed);
        var because = parsed.GetValue(Because)!.Trim();
        if (because.Length == 0)
        {
            throw new UsageException("eyrie: --because is empty: say why these letters are dropped, for who comes after you");
        }

        var filter = LetterOptions.ReadChoice(parsed, services.GetRequiredService<TimeProvider>());
        return new LetterRound(parsed, services, filter, "dropped").Run(
            (desk, letters) =>
            {
                desk?.Drop(letters, because);
                return [];
            },
            cancellation);
    }
}
