using System.CommandLine;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Letters;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands.Dead;

/// <summary><c>eyrie dead retry</c></summary>
internal static class DeadRetryCommand
{
    private static readonly Option<bool> Again = new("--again")
    {
        Description = "Letters that are named by their ids: also those that were retried or dropped before.",
    };

    public static Command Create()
    {
        var command = CommonOptions.Configured("retry", "Send dead letters again: those of a sink to that sink alone, others through the pipeline. Ids stay the same.").WithChoice();
        foreach (var option in (Option[])[Again, LetterRound.DryRun, LetterRound.Yes, DeadCommand.AsJson])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => DeadCommand.OnThread(() => Run(parsed, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using var services = DeadCommand.Build(parsed);
        var filter = LetterOptions.ReadChoice(parsed, services.GetRequiredService<TimeProvider>());
        if (parsed.GetValue(Again) && filter.Letters.Count == 0)
        {
            throw new UsageException("eyrie: --again needs the letters' own ids, for instance 'eyrie dead retry 3-4711 --again'");
        }

        using var retries = new LetterRetries(
            services.GetRequiredService<KafkaClients>(), services.GetRequiredService<Topics>(), services.GetRequiredService<TimeProvider>());
        var round = new LetterRound(parsed, services, filter, "retried") { IncludesSettled = parsed.GetValue(Again) };
        return round.Run(
            (desk, letters) =>
            {
                var prepared = letters.Select(retries.Prepare).ToList();
                var able = prepared.Where(static retry => retry.Refusal is null).ToList();
                var refused = prepared.Where(static retry => retry.Refusal is not null).Select(static retry => (retry.Letter, retry.Refusal!));
                return [.. refused, .. desk is null || able.Count == 0 ? [] : desk.Retry(able)];
            },
            cancellation);
    }
}
