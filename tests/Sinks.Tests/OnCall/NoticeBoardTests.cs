using Eyrie.Contracts;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.Tests.OnCall;

public sealed class NoticeBoardTests
{
    private static readonly NoticePace Pace = new(
        Interval: TimeSpan.FromSeconds(1),
        Burst: 3,
        UpdateInterval: TimeSpan.FromSeconds(30),
        MostBeforeDigest: 5,
        DigestInterval: TimeSpan.FromSeconds(15));

    private readonly NoticeBoard _board = new(Pace);
    private readonly List<(string Group, double At, bool InDigest)> _told = [];
    private readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private DateTimeOffset _now;

    public NoticeBoardTests() => _now = _start;

    [Fact]
    public void Tells_the_worst_first_and_of_equals_the_freshest()
    {
        Add("mild", Severity.Notice);
        Add("old", Severity.Error, age: 3600);
        Add("young", Severity.Error, age: 1);
        Add("bad", Severity.Critical);
        Add("worst", Severity.Emergency);

        RunFor(10);

        Assert.Equal(["worst", "bad", "young", "old", "mild"], _told.Select(told => told.Group));
    }

    [Fact]
    public void Gathers_what_is_not_worse_until_the_update_interval_is_over()
    {
        Add("one");
        RunFor(1);
        Add("one");
        RunFor(20);
        Add("one");
        RunFor(20);

        Assert.Equal([0, 30], _told.Select(told => told.At));
    }

    [Fact]
    public void Tells_at_once_what_is_worse_and_what_is_over()
    {
        Add("one");
        RunFor(3);
        Add("one", Severity.Error);
        RunFor(3);
        _board.Close("one", A.Target, A.Pending("one"), null);
        RunFor(3);

        Assert.Equal([0, 3, 6], _told.Select(told => told.At));
    }

    [Fact]
    public void Tells_anew_after_the_repeat_interval_of_the_route()
    {
        var hourly = A.Target with { Settings = new() { RepeatInterval = TimeSpan.FromHours(1), UpdateInterval = TimeSpan.FromDays(1) } };
        Add("one", target: hourly);
        RunFor(1800);
        Add("one", target: hourly);
        RunFor(1700);
        Assert.Single(_told);

        RunFor(200);
        Assert.Equal(3600, _told[^1].At);
    }

    [Fact]
    public void Keeps_the_pace_but_has_one_ready_for_what_is_urgent()
    {
        for (var i = 0; i < 4; i++)
        {
            Add($"mild {i}");
        }

        RunFor(0);
        Assert.Equal(2, _told.Count); // of a burst of three

        Add("bad", Severity.Critical);
        RunFor(0);
        Assert.Equal("bad", _told[^1].Group);
    }

    [Fact]
    public void Puts_many_into_one_message_now_and_then_but_each_that_is_critical_gets_its_own()
    {
        for (var second = 0; second < 60; second++)
        {
            for (var i = 0; i < 166; i++)
            {
                Add($"{second}-{i}");
            }

            if (second == 30)
            {
                Add("bad", Severity.Critical);
            }

            RunFor(1);
        }

        RunFor(60);

        var messages = _told.Where(told => !told.InDigest).Count() + _told.Where(told => told.InDigest).Select(told => told.At).Distinct().Count();
        Assert.InRange(messages, 5, 15);
        Assert.Equal(("bad", 30.0, false), _told.Single(told => told.Group == "bad"));
        Assert.Equal((60 * 166) + 1, _told.Select(told => told.Group).Distinct().Count());
        Assert.Equal((60 * 166) + 1, _told.Count);
    }

    [Fact]
    public void Calls_only_so_often_where_everything_is_critical_and_lists_the_rest()
    {
        for (var second = 0; second < 60; second++)
        {
            for (var i = 0; i < 5; i++)
            {
                Add($"{second}-{i}", Severity.Critical);
            }

            RunFor(1);
        }

        RunFor(60);

        var single = _told.Where(told => !told.InDigest).ToList();
        var digests = _told.Where(told => told.InDigest).Select(told => told.At).Distinct().Count();
        Assert.Equal(10 + Pace.MostBeforeDigest, single.Count(told => told.At < 15));
        Assert.InRange(single.Count(told => told.At < 60) + digests, 11, 20);
        Assert.Equal(300, _told.Select(told => told.Group).Distinct().Count());
    }

    [Fact]
    public void Tells_sooner_what_is_known_while_no_more_is_read_for_want_of_memory()
    {
        var patient = A.Target with { Settings = new() { UpdateInterval = TimeSpan.FromHours(1) } };
        Add("one", target: patient);
        RunFor(3);
        Add("one", target: patient);
        _isFull = true;
        RunFor(20);
        _isFull = false;
        Add("one", target: patient);
        RunFor(600);

        Assert.Equal([0, 5], _told.Select(told => told.At));
    }

    [Fact]
    public void Digests_sooner_while_no_more_is_read_for_want_of_memory()
    {
        _isFull = true;
        for (var second = 0; second < 40; second++)
        {
            for (var i = 0; i < 100; i++)
            {
                Add($"{second % 5}-{i}"); // after five seconds all of them are known
            }

            RunFor(1);
        }

        Assert.Equal([5, 10, 15, 20], _told.Where(told => told.InDigest).Select(told => told.At).Distinct().Take(4));
    }

    [Fact]
    public void Finds_in_a_digest_that_is_refused_what_is_at_fault()
    {
        for (var i = 0; i < 100; i++)
        {
            Add($"mild {i}");
        }

        var refused = new List<string>();
        for (var second = 0; second < 600 && !_board.IsEmpty; second++, _now += TimeSpan.FromSeconds(1))
        {
            while (_board.Choose(_now) is { Groups.Count: > 0 } choice)
            {
                var isPoisoned = choice.Groups.Any(group => group.Name == "mild 42");
                if (isPoisoned && choice.IsDigest)
                {
                    _board.Refused(choice, _now);
                }
                else
                {
                    refused.AddRange(isPoisoned ? ["mild 42"] : []);
                    Tell(choice);
                }
            }
        }

        Assert.Equal(["mild 42"], refused);
        Assert.Equal(100, _told.Count);
    }

    [Fact]
    public void Waits_as_long_as_the_target_asked_and_then_tells_the_newest()
    {
        Add("one");
        var choice = _board.Choose(_now);
        _board.Failed(choice, _now + TimeSpan.FromMinutes(5));
        Add("bad", Severity.Critical);

        RunFor(299);
        Assert.Empty(_told);

        RunFor(2);
        Assert.Equal(("bad", 300.0, false), _told[0]);
    }

    [Fact]
    public void A_clock_that_is_set_back_keeps_nobody_waiting()
    {
        for (var i = 0; i < 10; i++)
        {
            Add($"mild {i}");
        }

        RunFor(0);
        _now -= TimeSpan.FromHours(1);
        RunFor(25);
        Assert.Equal(10, _told.Count);

        Add("one");
        _board.Failed(_board.Choose(_now), _now + TimeSpan.FromSeconds(30));
        _now -= TimeSpan.FromHours(1);
        RunFor(35);
        Assert.Equal(11, _told.Count);
    }

    [Fact]
    public void Attempts_that_fail_are_no_calls_what_is_critical_has_its_own_message_after_them()
    {
        for (var i = 0; i < 30; i++)
        {
            Add($"mild {i}");
        }

        RunFor(10);
        Add("bad", Severity.Critical);
        for (var i = 0; i < 12; i++, _now += TimeSpan.FromSeconds(2))
        {
            _board.Failed(_board.Choose(_now), _now + TimeSpan.FromSeconds(2));
        }

        RunFor(0);

        Assert.Contains(_told, told => told is { Group: "bad", InDigest: false });
    }

    [Fact]
    public void Forgets_what_somebody_else_tells_now()
    {
        var ours = A.Pending("one");
        _board.Add("one", A.Target, ours, null);
        _board.Add("two", A.Target, A.Pending("two"), null);

        _board.Drop(alert => alert == ours);
        RunFor(5);

        Assert.Equal(["two"], _told.Select(told => told.Group));
    }

    private void Add(string group, Severity severity = Severity.Warning, double age = 0, RouteTarget? target = null)
    {
        _known.TryGetValue(group, out var told);
        _board.Add(group, target ?? A.Target, A.Pending(group, severity, _now - TimeSpan.FromSeconds(age)), told);
    }

    private readonly Dictionary<string, Told> _known = [];

    private bool _isFull;

    private void RunFor(int seconds)
    {
        for (var i = 0; i <= seconds; i++)
        {
            while (_board.Choose(_now, _isFull) is { Groups.Count: > 0 } choice)
            {
                Tell(choice);
            }

            _now += i < seconds ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        }
    }

    private void Tell(NoticeChoice choice)
    {
        foreach (var group in choice.Groups)
        {
            var worst = group.Worst;
            var isNew = group.IsNew(_now);
            group.Take();
            group.Closing = null;
            group.Told = _known[group.Name] = new()
            {
                Incident = group.Name,
                FirstAt = isNew ? _now : group.Told!.FirstAt,
                LastAt = _now,
                Worst = worst,
            };
            _told.Add((group.Name, (_now - _start).TotalSeconds, choice.IsDigest));
        }

        _board.Done(choice, _now, isTold: true);
    }
}
