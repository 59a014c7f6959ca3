using System.CommandLine;
using System.Text.Json;
using Eyrie.Platform;
using Eyrie.Platform.Kafka.Letters;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands.Dead;

/// <summary><c>eyrie dead show</c></summary>
internal static class DeadShowCommand
{
    private static readonly Argument<LetterId> Id = new("ID")
    {
        Description = "The letter, for instance 3-4711: 'eyrie dead list --all' has them.",
        CustomParser = argument =>
        {
            if (!LetterId.TryParse(argument.Tokens[0].Value, out var id))
            {
                argument.AddError($"'{Demo.SafeText.OneLine(argument.Tokens[0].Value, 80)}' is no letter's id; one is 3-4711, as 'eyrie dead list --all' has them");
            }

            return id;
        },
    };

    private static readonly Option<bool> Raw = new("--raw") { Description = "Show a sensor's own event, too. Secrets in it are not blanked." };

    private static readonly Option<string?> OutputFile = new("--output", "-o")
    {
        Description = "Write the value's bytes, unchanged, to a new file that you alone may read. Secrets in a sensor's event are not blanked.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = CommonOptions.Configured("show", "Show one dead letter: its headers and what it holds.");
        command.Add(Id);
        foreach (var option in (Option[])[Raw, OutputFile, DeadCommand.AsJson])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => DeadCommand.OnThread(() => Run(parsed, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using var services = DeadCommand.Build(parsed);
        var id = parsed.GetValue(Id);
        var (letter, markers) = services.GetRequiredService<LetterBox>().Find(id, cancellation)
            ?? throw new PipelineException(FailureKind.Fatal, $"there is no letter {id}: it is older than 14 days, or never was");
        var isShown = LetterValue.IsDocument(letter) || parsed.GetValue(Raw);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(OutputFile) is { } file)
        {
            Save(file, letter.Value);
            output.WriteLine($"{letter.Value.Length} bytes in {file}");
        }
        else if (parsed.GetValue(DeadCommand.AsJson))
        {
            output.WriteLine(JsonSerializer.Serialize(LetterValue.Json(letter, markers, isShown), DeadCommand.Json));
        }
        else
        {
            LetterValue.Write(output, letter, markers, isShown);
        }

        return 0;
    }

    private static void Save(string path, byte[] value)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"eyrie: {path} cannot be written: {e.Message}");
        }
    }
}
