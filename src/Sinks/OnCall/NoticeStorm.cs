namespace Eyrie.Sinks.OnCall;

/// <summary>Decides when groups are too many for a message each, and go into one.</summary>
internal sealed class NoticeStorm(NoticePace pace)
{
    private const int Many = 10_000;

    // On the worst day everything is critical: who was called ten times within a minute is awake, and reads a list faster than a hundred messages.
    private const int MostCalls = 10;
    private static readonly TimeSpan CallsWithin = TimeSpan.FromMinutes(1);

    private readonly Queue<DateTimeOffset> _single = new();
    private readonly Queue<DateTimeOffset> _calls = new();
    private int _mostInOne = int.MaxValue;

    /// <summary>How many groups go into the next digest at most: less after one that the target would not take, so that what it minds is found.</summary>
    public int MostInOne => _mostInOne;

    /// <summary>
    /// When the next digest may be sent; <see cref="DateTimeOffset.MaxValue"/> when none is needed. In a storm it is an interval after the last
    /// one, at its beginning an interval after the first of the single messages.
    /// </summary>
    public DateTimeOffset DigestAt { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>The same, sooner while no more is read for want of memory.</summary>
    public DateTimeOffset DigestAtWhen(bool isPressed) => isPressed && DigestAt < DateTimeOffset.MaxValue && pace.PressedInterval < pace.DigestInterval
        ? DigestAt - pace.DigestInterval + pace.PressedInterval
        : DigestAt;

    /// <summary>How many of those that wait get a message each now.</summary>
    public int Single(int waiting, DateTimeOffset now)
    {
        if (pace.MostBeforeDigest is not { } most)
        {
            return int.MaxValue;
        }

        while (_single.TryPeek(out var first) && now - first >= pace.DigestInterval)
        {
            _single.Dequeue();
        }

        if (DigestAt < DateTimeOffset.MaxValue)
        {
            var isOver = now >= DigestAt && waiting <= most && _mostInOne == int.MaxValue;
            DigestAt = isOver ? DateTimeOffset.MaxValue : DigestAt;
            return isOver ? most : 0;
        }

        var allowed = Math.Max(0, most - _single.Count);
        if (allowed == 0 && waiting > 0)
        {
            DigestAt = (_single.TryPeek(out var began) ? began : now) + pace.DigestInterval;
        }

        return allowed;
    }

    /// <summary>Whether what is urgent has a message of its own now; else it is the first in the next digest.</summary>
    public bool MayCall(DateTimeOffset now)
    {
        while (_calls.TryPeek(out var first) && now - first >= CallsWithin)
        {
            _calls.Dequeue();
        }

        return pace.MostBeforeDigest is null || _calls.Count < MostCalls;
    }

    public void Called(DateTimeOffset now)
    {
        if (pace.MostBeforeDigest is not null)
        {
            _calls.Enqueue(now);
        }
    }

    /// <summary>The clock was set back.</summary>
    public void SetBack(TimeSpan by)
    {
        DigestAt = DigestAt < DateTimeOffset.MaxValue ? DigestAt - by : DigestAt;
        SetBack(_single, by);
        SetBack(_calls, by);
    }

    public void ToldSingle(DateTimeOffset now)
    {
        if (pace.MostBeforeDigest is not null)
        {
            _single.Enqueue(now);
        }
    }

    public void ToldMany(DateTimeOffset now)
    {
        _mostInOne = _mostInOne > Many ? int.MaxValue : _mostInOne * 2;
        DigestAt = _mostInOne < int.MaxValue ? now : now + pace.DigestInterval;
    }

    /// <summary>The target would not take the digest: something in it is at fault.</summary>
    public void Refused(int groups) => _mostInOne = Math.Max(1, groups / 2);

    private static void SetBack(Queue<DateTimeOffset> moments, TimeSpan by)
    {
        for (var i = 0; i < moments.Count; i++)
        {
            moments.Enqueue(moments.Dequeue() - by);
        }
    }
}
