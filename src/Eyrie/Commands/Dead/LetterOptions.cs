using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Eyrie.Platform.Kafka.Letters;

namespace Eyrie.Commands.Dead;

/// <summary>The options that say which letters are meant.</summary>
internal static partial class LetterOptions
{
    private static readonly Option<string[]> Reason = Patterns("--reason", "Of these reasons, for instance rejected, unreadable, too_large; several with commas; * and ? stand for any text.");
    private static readonly Option<string[]> Stage = Patterns("--stage", "Of these stages: ingestor, enricher, sinks.");
    private static readonly Option<string[]> Sink = Patterns("--sink", "Of these sinks, by name.");
    private static readonly Option<string[]> Rule = Patterns("--rule", "Of alerts of these rules; may be given more than once, commas belong to the name.", splits: false);
    private static readonly Option<MomentText?> Since = MomentText.Option("--since", "Written then or later: 2026-11-23T06:00:00Z, or how long ago: 2h.");
    private static readonly Option<MomentText?> Until = MomentText.Option("--until", "Written before.");
    private static readonly Option<string[]> Id = Ids(new("--id")
    {
        Description = "These letters (3-4711), or letters of these events (32 hex digits).",
        HelpName = "ID",
        AllowMultipleArgumentsPerToken = true,
    });

    private static readonly Option<bool> All = new("--all") { Description = "All letters that are not done with." };

    private static readonly Argument<string[]> Named = new("ID")
    {
        Description = "Letters by their name (3-4711), or all letters of an event by its id.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    static LetterOptions() => Named.Validators.Add(static result => Check(result, result.Tokens));

    /// <summary>Adds the filters.</summary>
    public static Command WithFilters(this Command command)
    {
        foreach (var option in (Option[])[Reason, Stage, Sink, Rule, Since, Until])
        {
            command.Add(option);
        }

        return command;
    }

    /// <summary>Adds the ids as an option.</summary>
    public static Command WithIdOption(this Command command)
    {
        command.Add(Id);
        return command;
    }

    /// <summary>Adds what a command needs that changes something: ids, filters, or all.</summary>
    public static Command WithChoice(this Command command)
    {
        command.Add(Named);
        command.WithFilters().Add(All);
        return command;
    }

    /// <summary>The filter as it was written.</summary>
    public static LetterFilter Read(ParseResult parsed, TimeProvider time)
    {
        var ids = (parsed.GetResult(Id) is null ? [] : parsed.GetValue(Id) ?? []).Concat(parsed.GetResult(Named) is null ? [] : parsed.GetValue(Named) ?? []).ToArray();
        var filter = new LetterFilter
        {
            Reasons = parsed.GetValue(Reason) ?? [],
            Stages = parsed.GetValue(Stage) ?? [],
            Sinks = parsed.GetValue(Sink) ?? [],
            Rules = parsed.GetValue(Rule) ?? [],
            Since = parsed.GetValue(Since)?.At(time),
            Until = parsed.GetValue(Until)?.At(time),
            Letters = ids.Where(id => LetterId.TryParse(id, out _)).Select(id => LetterId.TryParse(id, out var letter) ? letter : default).ToHashSet(),
            Events = ids.Where(id => !LetterId.TryParse(id, out _)).ToHashSet(StringComparer.Ordinal),
        };
        return filter is { Since: { } since, Until: { } until } && since >= until
            ? throw new UsageException($"eyrie: --since {since} is not before --until {until}")
            : filter;
    }

    /// <summary>The same, for a command that changes something: it has to be said which letters.</summary>
    public static LetterFilter ReadChoice(ParseResult parsed, TimeProvider time)
    {
        var filter = Read(parsed, time);
        return filter.TakesAll == parsed.GetValue(All) ? filter
            : filter.TakesAll ? throw new UsageException("eyrie: say which letters: by id, by --reason, --sink, --stage, --rule, --since, --until, or --all of them")
            : throw new UsageException("eyrie: --all and a choice of letters exclude each other");
    }

    private static Option<string[]> Patterns(string name, string description, bool splits = true) => new(name)
    {
        Description = description,
        HelpName = "NAMES",
        CustomParser = argument => splits
            ? [.. argument.Tokens.SelectMany(static token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
            : [.. argument.Tokens.Select(static token => token.Value)],
    };

    private static Option<string[]> Ids(Option<string[]> option)
    {
        option.Validators.Add(static result => Check(result, result.Tokens));
        return option;
    }

    private static void Check(SymbolResult result, IEnumerable<Token> tokens)
    {
        foreach (var token in tokens.Where(static token => !LetterId.TryParse(token.Value, out _) && !EventId().IsMatch(token.Value)))
        {
            result.AddError($"'{Demo.SafeText.OneLine(token.Value, 80)}' is neither a letter (3-4711, as 'eyrie dead list --all' has them) nor an event's id (32 hex digits)");
        }
    }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex EventId();
}
