using System.Globalization;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Tests.State;

public sealed class SeenEventsTests
{
    private const int Most = SeenEvents.Slots * SeenEvents.SlotSize;

    private readonly SeenEvents _seen = new();
    private readonly Dictionary<int, byte[]> _written = [];

    [Fact]
    public void Knows_alerts_and_activity_again()
    {
        _seen.AddAlert(1, An.Boot);
        _seen.AddActivity(2);

        Assert.True(_seen.Contains(1, An.Boot));
        Assert.True(_seen.Contains(2, An.Boot));
        Assert.False(_seen.Contains(3, An.Boot));
    }

    [Fact]
    public void Forgets_what_was_set_aside()
    {
        _seen.AddAlert(1, An.Boot);
        _seen.AddActivity(2);

        _seen.Forget(1);
        _seen.Forget(2);

        Assert.False(_seen.Contains(1, An.Boot) || _seen.Contains(2, An.Boot));
        Assert.False(Restored().Contains(1, An.Boot));
    }

    [Fact]
    public void Forgets_alerts_after_a_day_and_the_oldest_when_there_are_too_many()
    {
        for (var id = 0; id < Most + 1; id++)
        {
            _seen.AddAlert((UInt128)id, An.Boot);
        }

        Assert.False(_seen.Contains(0, An.Boot));
        Assert.True(_seen.Contains(SeenEvents.SlotSize, An.Boot));
        Assert.Equal(Most - SeenEvents.SlotSize + 1, _seen.Alerts);
        Assert.False(_seen.Contains(Most, An.Boot + TimeSpan.FromDays(1)));
    }

    [Fact]
    public void Remembers_a_bounded_number_of_activities_the_latest_for_sure()
    {
        for (var id = 0; id < 200_000; id++)
        {
            _seen.AddActivity((UInt128)id);
        }

        Assert.All(Enumerable.Range(200_000 - 32_768, 32_768), id => Assert.True(_seen.Contains((UInt128)id, An.Boot)));
        Assert.False(_seen.Contains(200_000 - 65_537, An.Boot));
    }

    [Fact]
    public void Gives_alerts_back_out_of_slots_that_are_written_over_and_never_deleted()
    {
        for (var id = 0; id < Most + 1_000; id++)
        {
            _seen.AddAlert((UInt128)id, An.Boot);
            if (id % 10 == 0)
            {
                Write(_seen);
            }
        }

        var restored = Restored();

        Assert.Equal(SeenEvents.Slots, _written.Count);
        Assert.All(_written.Values, value => Assert.InRange(value.Length, 0, 17 + (16 * SeenEvents.SlotSize)));
        Assert.Equal(_seen.Alerts, restored.Alerts);
        Assert.All(Enumerable.Range(0, Most + 1_000), id => Assert.Equal(_seen.Contains((UInt128)id, An.Boot), restored.Contains((UInt128)id, An.Boot)));
    }

    [Fact]
    public void Goes_on_filling_the_slot_that_its_predecessor_began()
    {
        _seen.AddAlert(1, An.Boot);
        var restored = Restored();
        restored.AddAlert(2, An.Boot);

        Write(restored);

        Assert.Equal(17 + 32, Assert.Single(_written).Value.Length);
    }

    [Fact]
    public void Writes_only_what_changed()
    {
        _seen.AddAlert(1, An.Boot);
        Write(_seen);
        _written.Clear();

        _seen.AddActivity(2);
        Write(_seen);

        Assert.Empty(_written);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0100")]
    [InlineData("0200000000000000000000000000000000")]
    [InlineData("01FFFFFFFFFFFFFFFF0000000000000000")]
    [InlineData("010000000000000000000000000000000001")]
    public void Refuses_what_is_no_slot(string hex) =>
        Assert.Throws<FormatException>(() => _seen.Restore(Convert.FromHexString(hex)));

    [Fact]
    public void Takes_any_id()
    {
        Assert.Equal(new UInt128(0, 0xab), SeenEvents.IdOf(0xab.ToString("x32", CultureInfo.InvariantCulture)));
        Assert.NotEqual(SeenEvents.IdOf("a"), SeenEvents.IdOf("b"));
        Assert.NotEqual(SeenEvents.IdOf(new string('x', 32)), SeenEvents.IdOf(new string('y', 32)));
    }

    private void Write(SeenEvents seen) => seen.TakeChanges((slot, value) => _written[slot] = value);

    private SeenEvents Restored()
    {
        Write(_seen);
        var restored = new SeenEvents();
        foreach (var value in _written.Values)
        {
            restored.Restore(value);
        }

        return restored;
    }
}
