namespace Eyrie.Sinks.Routing.MuteTimes;

/// <summary>Times at which nobody is to be called, by the clocks of a place.</summary>
/// <param name="Name">What routes call it.</param>
/// <param name="Zone">Whose clocks.</param>
/// <param name="Intervals">When; one has to hold.</param>
internal sealed record MuteTime(string Name, TimeZoneInfo Zone, IReadOnlyList<MuteInterval> Intervals)
{
    /// <summary>
    /// Whether a moment is among them. What clocks on the wall show decides: an hour that they show twice is muted twice, one that they leave out not at all.
    /// </summary>
    public bool Holds(DateTimeOffset moment)
    {
        var wall = TimeZoneInfo.ConvertTime(moment, Zone).DateTime;
        foreach (var interval in Intervals)
        {
            if (interval.Holds(wall))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A span of the day on some days. What is not said is all of it.</summary>
internal sealed record MuteInterval
{
    private const long Day = TimeSpan.TicksPerDay;

    /// <summary>From this time of the day on.</summary>
    public TimeSpan Start { get; init; }

    /// <summary>Until before this one; not after <see cref="Start"/>: on the next day.</summary>
    public TimeSpan End { get; init; } = new(Day);

    /// <summary>The days on which it begins, Sunday first; empty for all.</summary>
    public IReadOnlySet<DayOfWeek> Weekdays { get; init; } = new HashSet<DayOfWeek>();

    /// <summary>Days of the month on which it begins, first and last; negative ones count from the month's end. Empty for all.</summary>
    public IReadOnlyList<(int First, int Last)> DaysOfMonth { get; init; } = [];

    /// <summary>Months in which it begins, 1 to 12; empty for all.</summary>
    public IReadOnlySet<int> Months { get; init; } = new HashSet<int>();

    /// <summary>Whether clocks on the wall show a time within it.</summary>
    public bool Holds(DateTime wall)
    {
        var time = wall.TimeOfDay;
        return End > Start
            ? time >= Start && time < End && IsOn(wall.Date)
            : (time >= Start && IsOn(wall.Date)) || (time < End && wall.Date > DateTime.MinValue && IsOn(wall.Date.AddDays(-1)));
    }

    private bool IsOn(DateTime day) =>
        (Weekdays.Count == 0 || Weekdays.Contains(day.DayOfWeek))
        && (Months.Count == 0 || Months.Contains(day.Month))
        && (DaysOfMonth.Count == 0 || IsDayOfMonth(day));

    private bool IsDayOfMonth(DateTime day)
    {
        var length = DateTime.DaysInMonth(day.Year, day.Month);
        foreach (var (first, last) in DaysOfMonth)
        {
            if (day.Day >= Resolve(first, length) && day.Day <= Resolve(last, length))
            {
                return true;
            }
        }

        return false;
    }

    private static int Resolve(int day, int length) => day < 0 ? length + 1 + day : day;
}
