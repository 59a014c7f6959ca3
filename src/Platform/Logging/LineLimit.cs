using Microsoft.Extensions.Logging;

namespace Eyrie.Platform.Logging;

/// <summary>
/// Bounds how often one message is written: an outage that repeats a line per batch or attempt must not fill a disk. Of each kind (class
/// and event id) so many pass a minute; the first of a later minute says how many did not.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class LineLimit(TimeProvider time)
{
    /// <summary>So many lines of a kind pass in a minute.</summary>
    public const int LinesAMinute = 30;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Class, int Id), Count> _counts = [];

    /// <summary>Asks for one line. Debug and trace always pass: who asks for them wants all.</summary>
    /// <param name="level">How important it is.</param>
    /// <param name="type">The class that logs.</param>
    /// <param name="id">Which message.</param>
    /// <param name="heldBack">How many like it were left out since the last that passed.</param>
    /// <returns>Whether it is to be written.</returns>
    public bool Allows(LogLevel level, string type, EventId id, out long heldBack)
    {
        heldBack = 0;
        if (level <= LogLevel.Debug)
        {
            return true;
        }

        lock (_gate)
        {
            if (!_counts.TryGetValue((type, id.Id), out var count))
            {
                _counts[(type, id.Id)] = count = new() { Began = time.GetTimestamp() };
            }

            if (time.GetElapsedTime(count.Began) >= Window)
            {
                (count.Began, count.Passed) = (time.GetTimestamp(), 0);
            }

            if (count.Passed == LinesAMinute)
            {
                count.HeldBack++;
                return false;
            }

            count.Passed++;
            (heldBack, count.HeldBack) = (count.HeldBack, 0);
            return true;
        }
    }

    private sealed class Count
    {
        public long Began { get; set; }

        public int Passed { get; set; }

        public long HeldBack { get; set; }
    }
}
