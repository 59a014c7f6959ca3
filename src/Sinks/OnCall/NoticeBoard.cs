using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.OnCall;

/// <summary>
/// What one address is to be told, and what of it first. Pure: it is given the time, and does nothing itself. Not thread-safe.
/// </summary>
internal sealed class NoticeBoard(NoticePace pace)
{
    private const int MostRemembered = 50_000;

    private readonly Dictionary<string, NoticeGroup> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _digested = new(StringComparer.Ordinal); // told of among others: no message is theirs
    private readonly NoticePacer _pacer = new(pace.Interval, pace.Burst);
    private readonly NoticeStorm _storm = new(pace);
    private IReadOnlyList<NoticeGroup> _inHand = [];
    private bool _isCall; // of what is in hand
    private TimeSpan? _updateInterval; // in place of longer ones, for what is in digests, or holds much of the memory
    private int _many;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private DateTimeOffset _latest = DateTimeOffset.MinValue;

    /// <summary>Nothing waits.</summary>
    public bool IsEmpty => _groups.Count == 0;

    /// <summary>An alert waits.</summary>
    /// <param name="group">What makes it one message with others.</param>
    /// <param name="target">The route that led here.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="told">What was told of the group.</param>
    public NoticeGroup Add(string group, RouteTarget target, PendingAlert alert, Told? told)
    {
        var one = Group(group, target, told);
        one.Add(alert, target);
        return one;
    }

    /// <summary>The group's incident is over.</summary>
    /// <returns>The word that waited for that before, which is no more needed; null when there was none.</returns>
    public PendingAlert? Close(string group, RouteTarget target, PendingAlert closing, Told? told)
    {
        var one = Group(group, target, told);
        var before = one.Closing;
        one.Closing = closing;
        return before;
    }

    /// <summary>What was told of a group that waits; null when none does, too.</summary>
    public Told? ToldOf(string group) => _groups.GetValueOrDefault(group)?.Told;

    /// <summary>The groups of an incident that wait.</summary>
    public bool Has(string group) => _groups.ContainsKey(group);

    /// <summary>What comes next. What it names is out of the board until it is <see cref="Done"/>.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isFull">No more is read before something is told: what is known is told again sooner, where that makes room.</param>
    public NoticeChoice Choose(DateTimeOffset now, bool isFull = false)
    {
        FollowClock(now);
        _updateInterval = isFull ? pace.PressedInterval : null;
        _many = isFull ? _groups.Values.Sum(group => group.News.Count) / 8 : 0;
        if (now < _notBefore)
        {
            return NoticeChoice.Wait(_notBefore, isPaced: true);
        }

        var (urgent, ordinary, next) = Due(now);
        if (urgent is not null)
        {
            var urgentAt = _pacer.At(now, isUrgent: true);
            return urgentAt > now ? NoticeChoice.Wait(urgentAt, isPaced: true) : Called(now, urgent);
        }

        if (ordinary.Count == 0)
        {
            return NoticeChoice.Wait(next);
        }

        var at = _pacer.At(now, isUrgent: false);
        return at > now ? NoticeChoice.Wait(at, isPaced: true) : ChooseOrdinary(ordinary, next, now);
    }

    /// <summary>When a group that waits is to be told.</summary>
    public DateTimeOffset DueAt(NoticeGroup group, DateTimeOffset now) =>
        group.DueAt(now, pace.UpdateInterval, most: _digested.Contains(group.Name) || group.News.Count >= _many ? _updateInterval : null);

    /// <summary>A choice is done with: told, or given up.</summary>
    public void Done(NoticeChoice choice, DateTimeOffset now, bool isTold)
    {
        _inHand = [];
        foreach (var group in choice.Groups)
        {
            if (group.IsEmpty)
            {
                _groups.Remove(group.Name);
            }

            if (choice.IsDigest && isTold && _digested.Count < MostRemembered)
            {
                _digested.Add(group.Name);
            }
            else if (isTold)
            {
                _digested.Remove(group.Name);
            }
        }

        if (isTold)
        {
            _pacer.SpeedUp();
            if (_isCall)
            {
                _storm.Called(now);
            }

            if (choice.IsDigest || _storm.MostInOne == 1)
            {
                _storm.ToldMany(now);
            }
        }

        _isCall = false;
    }

    /// <summary>It could not be told: nothing is tried before.</summary>
    public void Failed(NoticeChoice choice, DateTimeOffset notBefore)
    {
        Done(choice, notBefore, isTold: false);
        _notBefore = notBefore;
    }

    /// <summary>The target would not take these together: they come again in smaller parts.</summary>
    public void Refused(NoticeChoice digest, DateTimeOffset now)
    {
        Done(digest, now, isTold: false);
        _storm.Refused(digest.Groups.Count);
    }

    /// <summary>The target is back from an outage.</summary>
    public void Recovered() => _pacer.SlowDown();

    /// <summary>Leaves out what somebody else tells now.</summary>
    public void Drop(Predicate<PendingAlert> isGone)
    {
        foreach (var group in _groups.Values)
        {
            group.Drop(isGone);
            if (group.IsEmpty && !_inHand.Contains(group))
            {
                _groups.Remove(group.Name);
            }
        }
    }

    private NoticeGroup Group(string name, RouteTarget target, Told? told)
    {
        if (!_groups.TryGetValue(name, out var group))
        {
            _groups[name] = group = new(name, target) { Told = told };
        }

        return group;
    }

    private (NoticeGroup? Urgent, List<NoticeGroup> Ordinary, DateTimeOffset Next) Due(DateTimeOffset now)
    {
        var (ordinary, next, urgent) = (new List<NoticeGroup>(), DateTimeOffset.MaxValue, (NoticeGroup?)null);
        var mayCall = _storm.MayCall(now);
        foreach (var group in _groups.Values)
        {
            if (mayCall && group.IsUrgent(now))
            {
                urgent = urgent is null || MoreImportant(group, urgent, now) < 0 ? group : urgent;
            }
            else if (DueAt(group, now) is var due && due > now)
            {
                next = Earlier(due, next);
            }
            else
            {
                ordinary.Add(group);
            }
        }

        return (urgent, ordinary, next);
    }

    // A clock that is set back must not keep anybody waiting for so long.
    private void FollowClock(DateTimeOffset now)
    {
        if (now < _latest)
        {
            var by = _latest - now;
            _notBefore = _notBefore > now ? _notBefore - by : _notBefore;
            _pacer.SetBack(by);
            _storm.SetBack(by);
        }

        _latest = now;
    }

    private NoticeChoice ChooseOrdinary(List<NoticeGroup> due, DateTimeOffset next, DateTimeOffset now)
    {
        var crowd = pace.MostBeforeDigest is null ? [] : due.FindAll(group => IsOneOfMany(group, now));
        var single = _storm.Single(crowd.Count, now);
        if (single == 0 && crowd.Count > 0 && now >= _storm.DigestAtWhen(_updateInterval is not null))
        {
            crowd.Sort((one, other) => MoreImportant(one, other, now));
            return Taken(now, [.. crowd.Take(_storm.MostInOne)]);
        }

        // The worst get a message each while they may; those that have one already are not held up by the others.
        NoticeGroup? first = null;
        foreach (var group in due)
        {
            if ((first is null || MoreImportant(group, first, now) < 0) && (single > 0 || !IsOneOfMany(group, now)))
            {
                first = group;
            }
        }

        return first is null ? NoticeChoice.Wait(Earlier(_storm.DigestAtWhen(_updateInterval is not null), next)) : Taken(now, first);
    }

    private bool IsOneOfMany(NoticeGroup group, DateTimeOffset now) =>
        group.News.Count > 0 && group.Closing is null && (group.IsNew(now) || _digested.Contains(group.Name));

    private NoticeChoice Called(DateTimeOffset now, NoticeGroup group)
    {
        _isCall = true;
        return Hand(now, [group]);
    }

    private NoticeChoice Taken(DateTimeOffset now, params IReadOnlyList<NoticeGroup> groups)
    {
        if (groups is [var one] && IsOneOfMany(one, now))
        {
            _storm.ToldSingle(now);
        }

        return Hand(now, groups);
    }

    private NoticeChoice Hand(DateTimeOffset now, IReadOnlyList<NoticeGroup> groups)
    {
        _pacer.Take(now);
        _inHand = groups;
        return NoticeChoice.Tell(groups);
    }

    // What people do not know yet before what they do, the worse before the milder, the fresher before the backlog.
    private static int MoreImportant(NoticeGroup one, NoticeGroup other, DateTimeOffset now)
    {
        var order = other.IsWorse(now).CompareTo(one.IsWorse(now));
        order = order != 0 ? order : other.Worst.CompareTo(one.Worst);
        return order != 0 ? order : other.Freshest.CompareTo(one.Freshest);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
