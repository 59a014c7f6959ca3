namespace Eyrie.Sinks.OnCall;

/// <summary>The board of one address between those who bring alerts and the one who tells: everything under one lock, and a bell.</summary>
internal sealed class AddressDesk(string address, OnCallTools tools)
{
    private static readonly NoticeChoice Idle = NoticeChoice.Wait(DateTimeOffset.MinValue, isPaced: true);

    private readonly Lock _gate = new();
    private readonly Action<PendingAlert> _lightened = tools.Settlement.Lightened;
    private readonly NoticeBoard _board = new(tools.Notifier.Pace);
    private TaskCompletionSource _bell = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NoticeChoice _choice = Idle;
    private Predicate<PendingAlert>? _gone; // of what is in hand

    public string Address { get; } = address;

    /// <summary>Something is being told.</summary>
    public bool IsTelling
    {
        get
        {
            lock (_gate)
            {
                return _choice.Groups.Count > 0;
            }
        }
    }

    /// <summary>Puts an alert there. Rings only when it can change what comes next.</summary>
    public void Add(string group, Routing.RouteTarget target, PendingAlert alert)
    {
        lock (_gate)
        {
            var now = tools.Time.GetUtcNow();
            var told = _board.Has(group) ? _board.ToldOf(group) : tools.Book.Find(Key(group));
            if (IsKnown(alert, told))
            {
                tools.Settlement.Settle(alert, SinkOutcome.Folded); // read again, after a crash for instance
                return;
            }

            var one = _board.Add(group, target, alert, told);
            one.Lighten(now, _lightened);
            if (one.IsUrgent(now) || (!_choice.IsPaced && _board.DueAt(one, now) < _choice.Until))
            {
                _bell.TrySetResult();
            }
        }
    }

    /// <summary>Puts the word there that an incident is over.</summary>
    public void Close(string group, Routing.RouteTarget target, PendingAlert closing)
    {
        lock (_gate)
        {
            var told = _board.Has(group) ? null : tools.Book.Find(Key(group));
            if (_board.Close(group, target, closing, told) is { } before)
            {
                tools.Settlement.Settle(before, SinkOutcome.Folded);
            }

            _bell.TrySetResult();
        }
    }

    /// <summary>Whether a group waits there.</summary>
    public bool Has(string group)
    {
        lock (_gate)
        {
            return _board.Has(group);
        }
    }

    /// <summary>Looks again what comes next.</summary>
    public void Ring()
    {
        lock (_gate)
        {
            _bell.TrySetResult();
        }
    }

    /// <summary>What comes next, and the bell that rings when that may have changed.</summary>
    public (NoticeChoice Choice, Task Bell) Choose()
    {
        lock (_gate)
        {
            _bell = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (_choice, _gone) = (_board.Choose(tools.Time.GetUtcNow(), tools.Settlement.IsFull), null);
            return (_choice, _bell.Task);
        }
    }

    /// <summary>Takes the news of a choice in hand. What is known there already is settled, and left out.</summary>
    public IReadOnlyList<NoticeDraft> Draft(NoticeChoice choice)
    {
        var drafts = new List<NoticeDraft>(choice.Groups.Count);
        lock (_gate)
        {
            foreach (var group in choice.Groups)
            {
                if (Draft(group) is { } draft)
                {
                    drafts.Add(draft);
                }
            }
        }

        return drafts;
    }

    /// <summary>It is told, or can never be: the next one.</summary>
    public void Done(NoticeChoice choice, IReadOnlyList<(NoticeDraft Draft, Told? Told)> outcomes, bool isTold)
    {
        lock (_gate)
        {
            foreach (var (draft, told) in outcomes)
            {
                draft.Group.Told = told ?? draft.Group.Told;
            }

            _choice = Idle;
            _board.Done(choice, tools.Time.GetUtcNow(), isTold);
        }
    }

    /// <summary>It could not be told: everything goes back.</summary>
    public void Failed(NoticeChoice choice, IReadOnlyList<NoticeDraft> drafts, DateTimeOffset notBefore)
    {
        lock (_gate)
        {
            Return(drafts);
            _board.Failed(choice, notBefore);
        }
    }

    /// <summary>The target would not take so many together: they come again in smaller parts.</summary>
    public void Refused(NoticeChoice choice, IReadOnlyList<NoticeDraft> drafts)
    {
        lock (_gate)
        {
            Return(drafts);
            _board.Refused(choice, tools.Time.GetUtcNow());
        }
    }

    /// <summary>The target is back from an outage.</summary>
    public void Recovered()
    {
        lock (_gate)
        {
            _board.Recovered();
        }
    }

    /// <summary>Leaves out what somebody else tells now.</summary>
    public void Drop(Predicate<PendingAlert> isGone)
    {
        lock (_gate)
        {
            _board.Drop(isGone);
            var before = _gone;
            _gone = before is null ? isGone : alert => before(alert) || isGone(alert);
        }
    }

    private static bool IsKnown(PendingAlert alert, Told? told) => !alert.IsRetry && told is not null
        && told.Incident == alert.Alert.Incident && told.Sequences.Contains(alert.Alert.IncidentSequence);

    private NoticeKey Key(string group) => new(tools.Sink, Address, group);

    private NoticeDraft? Draft(NoticeGroup group)
    {
        var (key, now) = (Key(group.Name), tools.Time.GetUtcNow());
        if (tools.Book.Find(key) is { } known && (group.Told is null || known.LastAt > group.Told.LastAt))
        {
            group.Told = known; // another instance told it
        }

        var taken = group.Take();
        var news = new List<PendingAlert>(taken.Count);
        foreach (var alert in taken)
        {
            if (IsKnown(alert, group.Told))
            {
                tools.Settlement.Settle(alert, SinkOutcome.Folded);
            }
            else
            {
                news.Add(alert);
            }
        }

        // The word that it is over waits for the news: it is a notice of its own.
        var closing = news.Count == 0 ? group.Closing : null;
        if (closing is not null)
        {
            group.Closing = null;
            if (group.Told is null or { Closed: true })
            {
                tools.Settlement.Settle(closing, SinkOutcome.Folded);
                return null;
            }
        }
        else if (news.Count == 0)
        {
            return null;
        }

        return new(group, key, news, closing, new()
        {
            Address = Address,
            Group = group.Name,
            Target = group.Target,
            News = [.. news.Select(alert => alert.Alert)],
            Before = news.Count > 0 && group.IsNew(now) && group.Told is not { Closed: true } ? null : group.Told,
            Closing = closing?.Alert,
        });
    }

    private void Return(IReadOnlyList<NoticeDraft> drafts)
    {
        _choice = Idle;
        foreach (var draft in drafts)
        {
            // Only what was in hand: what came meanwhile may be the same partition's, which is ours again.
            draft.Group.Return([.. draft.News.Where(alert => _gone?.Invoke(alert) is not true)]);
            if (draft.Closing is not { } closing || _gone?.Invoke(closing) is true)
            {
                continue;
            }

            if (draft.Group.Closing is null)
            {
                draft.Group.Closing = closing;
            }
            else
            {
                tools.Settlement.Settle(closing, SinkOutcome.Folded); // another one says so, too
            }
        }
    }
}
