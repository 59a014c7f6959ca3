using System.CommandLine;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Letters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Eyrie.Commands.Dead;

/// <summary>
/// Settles the letters that are meant, some hundred in a transaction: counts and asks first where they are many. Interrupted, it leaves
/// whole transactions behind; the same command again goes on with the rest.
/// </summary>
internal sealed class LetterRound(ParseResult parsed, IServiceProvider services, LetterFilter filter, string settled)
{
    private const int MostUnasked = 10;
    private const int MostInBatch = 200;
    private const int MostBytesInBatch = 4 * 1024 * 1024;
    private const int MostRefusalsShown = 50;

    public static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would happen, change nothing." };

    public static readonly Option<bool> Yes = new("--yes", "-y") { Description = $"Do not ask, however many letters there are; needed above {MostUnasked} where nobody can be asked." };

    private readonly LetterBox _box = services.GetRequiredService<LetterBox>();
    private readonly List<(string Id, string Refusal)> _shown = [];
    private SettledLetters _settled = new();
    private long _done;
    private long _refused;

    /// <summary>Letters that are done with are meant as well.</summary>
    public bool IncludesSettled { get; init; }

    /// <summary>Runs it.</summary>
    /// <param name="settle">Settles some letters, or without a desk only says what would happen; returns those that it cannot settle.</param>
    /// <param name="cancellation">Stops it between two transactions.</param>
    /// <returns>The exit code: 1 when a letter was refused or none was found by its id.</returns>
    public int Run(Func<LetterDesk?, IReadOnlyList<Letter>, IReadOnlyList<(Letter Letter, string Refusal)>> settle, CancellationToken cancellation)
    {
        var isDry = parsed.GetValue(DryRun);
        using var desk = isDry ? null : LetterDesk.Open(
            services.GetRequiredService<KafkaClients>(),
            services.GetRequiredService<Topics>(),
            services.GetRequiredService<IOptions<TopicOptions>>().Value.Prefix,
            $"{Environment.UserName}@{Environment.MachineName}");
        _settled = _box.ReadSettled(filter, cancellation); // after the desk: nobody else writes a marker any more
        if (!isDry && !parsed.GetValue(Yes))
        {
            Ask(cancellation);
        }

        foreach (var batch in Batches(cancellation))
        {
            var refused = settle(desk, batch);
            _done += batch.Count - refused.Count;
            _refused += refused.Count;
            _shown.AddRange(refused.Take(MostRefusalsShown - _shown.Count).Select(static one => (one.Letter.Id.ToString(), one.Refusal)));
            cancellation.ThrowIfCancellationRequested();
        }

        return Report(isDry);
    }

    private IEnumerable<Letter> Letters(CancellationToken cancellation)
    {
        foreach (var letter in IncludesSettled ? _box.ReadEvenSettled(filter, _settled, cancellation) : _box.Read(filter, _settled, cancellation))
        {
            yield return letter;
        }
    }

    private IEnumerable<IReadOnlyList<Letter>> Batches(CancellationToken cancellation)
    {
        var (batch, bytes) = (new List<Letter>(), 0);
        foreach (var letter in Letters(cancellation))
        {
            batch.Add(letter);
            bytes += letter.Value.Length;
            if (batch.Count >= MostInBatch || bytes >= MostBytesInBatch)
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private void Ask(CancellationToken cancellation)
    {
        if (filter.Letters.Count is > 0 and <= MostUnasked && filter.Events.Count == 0)
        {
            return;
        }

        var groups = LetterGroups.Of(Letters(cancellation));
        var count = groups.Sorted.Sum(static group => group.Letters);
        if (count <= MostUnasked)
        {
            return;
        }

        var error = parsed.InvocationConfiguration.Error;
        groups.Write(error, isSettled: false);
        if (Console.IsInputRedirected)
        {
            throw new UsageException($"eyrie: {count} letters would be {settled}: say --yes, or --dry-run to look first");
        }

        error.Write($"{count} letters will be {settled}. Go on? [y/N] ");
        if (Console.In.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new UsageException($"eyrie: no letter was {settled}");
        }
    }

    private int Report(bool isDry)
    {
        var output = parsed.InvocationConfiguration.Output;
        var unknown = filter.Letters.Count > 0 && filter.Events.Count == 0 ? Math.Max(filter.Letters.Count - _done - _refused, 0) : 0;
        var before = filter.Letters.Where(_settled.Contains).Select(static id => id.ToString()).ToArray();
        if (parsed.GetValue(DeadCommand.AsJson))
        {
            output.WriteLine(JsonSerializer.Serialize(
                new
                {
                    DryRun = isDry,
                    Outcome = settled,
                    Done = _done,
                    Refused = _refused,
                    Refusals = _shown.Select(static one => new { one.Id, one.Refusal }),
                    SettledBefore = IncludesSettled ? [] : before,
                    NotFound = Math.Max(unknown - (IncludesSettled ? 0 : before.Length), 0),
                },
                DeadCommand.Json));
        }
        else
        {
            Tell(output, isDry, unknown, before);
        }

        return _refused > 0 || unknown > 0 ? 1 : 0;
    }

    private void Tell(TextWriter output, bool isDry, long unknown, string[] before)
    {
        output.WriteLine($"{_done} {(_done == 1 ? "letter" : "letters")} {(isDry ? "would be " : "")}{settled}.");
        foreach (var (id, refusal) in _shown)
        {
            output.WriteLine($"  {id}: {(isDry ? "would not be" : "not")} {settled}: {LetterText.Safe(refusal, 300)}");
        }

        if (_refused > _shown.Count)
        {
            output.WriteLine($"  and {_refused - _shown.Count} more that cannot be {settled}");
        }

        foreach (var id in IncludesSettled ? [] : before)
        {
            output.WriteLine($"  {id}: retried or dropped before ('eyrie dead show {id}' says by whom){(settled == "retried" ? "; --again sends it once more" : "")}");
        }

        if (unknown - (IncludesSettled ? 0 : before.Length) is > 0 and var missing)
        {
            output.WriteLine($"  {missing} of the ids {(missing == 1 ? "is" : "are")} not on the topic, or not what the filters ask for");
        }
    }
}
