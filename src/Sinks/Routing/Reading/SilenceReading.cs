using Eyrie.Sinks.Routing.Silences;

namespace Eyrie.Sinks.Routing.Reading;

/// <summary>Reads silences: those of files, and those of the topic, which are written alike.</summary>
internal static class SilenceReading
{
    private const int LongestText = 500;

    /// <summary>All of a file's.</summary>
    public static IEnumerable<Silence> ReadAll(FileItem file)
    {
        var number = 0;
        foreach (var item in file.Items("silences"))
        {
            number++;
            yield return Read(item, $"file-{number}");
        }
    }

    /// <summary>Reads one.</summary>
    /// <param name="item">The map.</param>
    /// <param name="id">Its name, unless it has one.</param>
    public static Silence Read(FileItem item, string id)
    {
        var before = item.ProblemsSoFar;
        var match = MatchReading.Read(item.Map("match"));
        var isRead = item.ProblemsSoFar == before;
        var silence = new Silence
        {
            Id = Bounded(item, "id") is { Length: > 0 } own ? own : id,
            Match = match,
            Creator = Said(item, "creator", "who wants it"),
            Reason = Said(item, "reason", "why, for those who wonder that nobody was told"),
            From = item.Moment("from") ?? DateTimeOffset.MinValue,
            Until = item.Moment("until") ?? DateTimeOffset.MaxValue,
            Source = item.Where,
        };
        item.Find("created");
        if (item.Find("until") is not { IsEmpty: false })
        {
            item.Problem("until", "nothing", $"{Moments.Allowed}: nothing is silent for ever");
        }
        else if (silence.Until <= silence.From)
        {
            item.Problem("until", "a moment before 'from'", "a later one");
        }

        // A matcher that could not be read may have been the one that fits but some.
        if (item.Flag("all") is not true && isRead && silence.Match.FitsAll)
        {
            item.Problem("match", "matchers that fit everything", "matchers that say which alerts; or 'all: true' (--all), if nobody is to be told of anything");
        }

        item.RejectOthers();
        return silence;
    }

    private static string Said(FileItem item, string name, string what)
    {
        if (Bounded(item, name) is { Length: > 0 } text)
        {
            return text;
        }

        item.Problem(name, "nothing", what);
        return "";
    }

    private static string? Bounded(FileItem item, string name) =>
        item.Text(name) is { } text ? text.Length > LongestText ? text[..LongestText] : text : null;
}
