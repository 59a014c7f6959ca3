using System.Globalization;
using System.Text.RegularExpressions;
using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.MuteTimes;

namespace Eyrie.Sinks.Routing.Reading;

/// <summary>Reads mute times.</summary>
internal static partial class MuteReading
{
    private static readonly string[] Days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly string[] MonthNames =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>All of a file's, by name.</summary>
    public static IReadOnlyDictionary<string, MuteTime> Read(FileItem file)
    {
        var times = new Dictionary<string, MuteTime>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in file.Items("muteTimes"))
        {
            var name = item.Text("name") ?? "";
            var zone = Zone(item);
            var intervals = item.Items("times").Select(Interval).OfType<MuteInterval>().ToArray();
            item.RejectOthers();
            if (name.Length == 0)
            {
                item.Problem("name", "nothing", "a name for routes to use");
            }
            else if (item.Find("times") is not { IsEmpty: false })
            {
                item.Problem("times", "nothing", "a list of times, for instance [{ start: \"22:00\", end: \"06:00\" }]");
            }
            else if (!times.TryAdd(name, new(name, zone, intervals)))
            {
                item.Problem("name", $"{FileItem.Shown(name)} a second time", "each name once");
            }
        }

        return times;
    }

    private static TimeZoneInfo Zone(FileItem item)
    {
        if (item.Text("timeZone") is not { } name)
        {
            return TimeZoneInfo.Utc;
        }

        // Only names: it is a path below the folder of zones.
        if (ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        var known = TimeZoneInfo.GetSystemTimeZones().Select(one => one.Id).ToArray();
        item.Problem(
            "timeZone",
            $"{FileItem.Shown(name)}, which this machine does not know",
            known.Length > 1 ? "a name of the IANA time zone database such as Europe/Berlin, America/New_York, UTC" : "UTC alone: this machine has no time zone database; install the package tzdata",
            NearestWord.Find(name, known));
        return TimeZoneInfo.Utc;
    }

    private static MuteInterval? Interval(FileItem item)
    {
        var interval = new MuteInterval
        {
            Start = Clock(item, "start", TimeSpan.Zero),
            End = Clock(item, "end", TimeSpan.FromDays(1)),
            Weekdays = Weekdays(item),
            DaysOfMonth = [.. DaysOfMonth(item)],
            Months = Ranges(item, "months", MonthNames, "january").Select(month => month + 1).ToHashSet(),
        };
        item.RejectOthers();
        if (interval.Start == interval.End)
        {
            item.Problem("end", "the time at which it starts", "another time; for a whole day, neither start nor end");
            return null;
        }

        return interval;
    }

    private static TimeSpan Clock(FileItem item, string name, TimeSpan unsaid)
    {
        if (item.Text(name) is not { } text)
        {
            return unsaid;
        }

        var match = ClockTime().Match(text);
        if (match.Success)
        {
            return new(int.Parse(match.Groups["h"].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups["m"].Value, CultureInfo.InvariantCulture), 0);
        }

        item.Problem(name, FileItem.Shown(text), "a time of the day, 00:00 to 24:00, in quotes");
        return unsaid;
    }

    private static HashSet<DayOfWeek> Weekdays(FileItem item) => [.. Ranges(item, "weekdays", Days, "monday").Select(day => (DayOfWeek)day)];

    // monday, mon, mon-fri, fri..mon: around the end of the week, too.
    private static IEnumerable<int> Ranges(FileItem item, string name, string[] words, string example)
    {
        foreach (var text in item.Texts(name))
        {
            var ends = text.Split(["..", "-"], StringSplitOptions.TrimEntries);
            var (first, last) = (Index(words, ends[0]), Index(words, ends[^1]));
            if (first < 0 || last < 0 || ends.Length > 2)
            {
                item.Problem(name, FileItem.Shown(text), $"{string.Join(", ", words)}; short as in {example[..3]}, or a range as in {words[1][..3]}-{words[5][..3]}", NearestWord.Find(first < 0 ? ends[0] : ends[^1], words));
                continue;
            }

            for (var i = first; ; i = (i + 1) % words.Length)
            {
                yield return i;
                if (i == last)
                {
                    break;
                }
            }
        }
    }

    private static int Index(string[] words, string text) =>
        text.Length >= 3 ? Array.FindIndex(words, word => word.StartsWith(text, StringComparison.OrdinalIgnoreCase)) : -1;

    private static IEnumerable<(int First, int Last)> DaysOfMonth(FileItem item)
    {
        foreach (var text in item.Texts("daysOfMonth"))
        {
            var match = DayRange().Match(text);
            var first = match.Success ? int.Parse(match.Groups["first"].Value, CultureInfo.InvariantCulture) : 0;
            var last = match.Groups["last"].Success ? int.Parse(match.Groups["last"].Value, CultureInfo.InvariantCulture) : first;
            if (IsDay(first) && IsDay(last) && (first > 0 != last > 0 || first <= last))
            {
                yield return (first, last);
            }
            else
            {
                item.Problem("daysOfMonth", FileItem.Shown(text), "a day 1 to 31, or -1 (the last) to -31, or a range of them: 1..7, -3..-1");
            }
        }
    }

    private static bool IsDay(int day) => day is >= -31 and <= 31 and not 0;

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+){0,3}$")]
    private static partial Regex ZoneName();

    [GeneratedRegex(@"^((?<h>[01]?\d|2[0-3]):(?<m>[0-5]\d)|(?<h>24):(?<m>00))$")]
    private static partial Regex ClockTime();

    [GeneratedRegex(@"^(?<first>-?\d{1,2})(\.\.(?<last>-?\d{1,2}))?$")]
    private static partial Regex DayRange();
}
