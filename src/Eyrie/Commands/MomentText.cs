using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Platform.Configuration;

namespace Eyrie.Commands;

/// <summary>A moment as people type it: a date with time and zone, or how long ago.</summary>
internal sealed record MomentText
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd HH:mmzzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz",
    ];

    private EventTime? Moment { get; init; }

    private TimeSpan Ago { get; init; }

    /// <summary>The moment.</summary>
    public EventTime At(TimeProvider time) => Moment ?? EventTime.From(time.GetUtcNow()) - Ago;

    /// <summary>Reads <c>2026-11-23T06:00:00Z</c>, <c>2026-11-23T07:00+01:00</c>, <c>2h</c>, <c>1d12h</c>; null for anything else.</summary>
    public static MomentText? Read(string text)
    {
        if (Duration.TryParse(text, out var ago))
        {
            return new() { Ago = ago };
        }

        if (text.EndsWith('Z') && EventTime.TryParse(text, out var exact))
        {
            return new() { Moment = exact }; // to the nanosecond, as a document has it
        }

        var numeric = text.EndsWith('Z') ? $"{text[..^1]}+00:00" : text;
        return DateTimeOffset.TryParseExact(numeric, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? new() { Moment = EventTime.From(moment) }
            : null;
    }

    /// <summary>An option that takes one.</summary>
    public static Option<MomentText?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = argument => Read(argument, name),
    };

    /// <summary>Parses an option that takes a duration.</summary>
    public static TimeSpan? ReadDuration(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Duration.TryParse(text, out var duration))
        {
            return duration;
        }

        argument.AddError($"{((OptionResult)argument.Parent!).Option.Name}: found '{text}', allowed: a duration such as 90s, 15m, 2h");
        return null;
    }

    private static MomentText? Read(ArgumentResult argument, string name)
    {
        var text = argument.Tokens[0].Value;
        var moment = Read(text);
        if (moment is null)
        {
            argument.AddError($"{name}: found '{text}', allowed: a date with time and zone (2026-11-23T06:00:00Z, 2026-11-23T07:00+01:00), or how long ago (90s, 30m, 2h, 1d)");
        }

        return moment;
    }
}
