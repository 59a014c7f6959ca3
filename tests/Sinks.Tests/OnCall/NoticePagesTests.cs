using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.Tests.OnCall;

public sealed class NoticePagesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly NoticePages _pages = new();

    [Fact]
    public void Names_all_that_is_long_over_and_again_until_it_is_gone()
    {
        for (var i = 0; i < 250; i++)
        {
            _pages.Put(Key($"over-{i}"), Page(Now.AddDays(-2), closed: true));
        }

        _pages.Put(Key("open"), Page(Now.AddDays(-2), closed: false));
        _pages.Put(Key("just-over"), Page(Now.AddHours(-1), closed: true));

        Assert.Equal(250, _pages.Outdated(Now).Count);
        Assert.Equal(250, _pages.Outdated(Now).Count);
        _pages.Take(Key("over-0").ToString(), null);
        Assert.Equal(249, _pages.Outdated(Now).Count);
        Assert.Contains(Key("open").ToString(), _pages.Outdated(Now.AddDays(13))); // nobody said that it is over
    }

    [Fact]
    public void Has_deleted_from_the_topic_what_does_not_fit_into_memory()
    {
        for (var i = 0; i <= 50_000; i++)
        {
            _pages.Put(Key($"g{i}"), Page(Now, closed: false));
        }

        Assert.Equal([Key("g0").ToString()], _pages.Outdated(Now));
        _pages.Put(Key("g0"), Page(Now, closed: false)); // told anew
        Assert.False(_pages.IsOutdated(Key("g0").ToString(), Now));
        Assert.Equal([Key("g1").ToString()], _pages.Outdated(Now));
        _pages.Take(Key("g1").ToString(), null); // somebody deleted it
        Assert.Empty(_pages.Outdated(Now));
    }

    [Fact]
    public void Deletes_nothing_while_it_is_not_read_to_its_end()
    {
        _pages.Put(Key("over"), Page(Now.AddDays(-2), closed: true));

        _pages.Begin();
        Assert.Empty(_pages.Outdated(Now));

        _pages.Ended();
        Assert.Single(_pages.Outdated(Now));
    }

    private static NoticeKey Key(string group) => new("slack", "#soc", group);

    private static NoticePage Page(DateTimeOffset at, bool closed) =>
        new(new() { FirstAt = at, LastAt = at, Closed = closed }, new("root", "", RouteSettings.None));
}
