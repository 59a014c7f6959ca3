using System.Globalization;
using Eyrie.Sinks.Routing.Reading;

namespace Eyrie.Sinks.Tests.Routing;

public sealed class MuteTimeTests
{
    [Theory]
    // Friday 2026-11-27, 22:00 to 06:00 of Saturday, Berlin is an hour ahead of UTC
    [InlineData("start: '22:00', end: '06:00', weekdays: fri", "2026-11-27T20:59:00Z", false)]
    [InlineData("start: '22:00', end: '06:00', weekdays: fri", "2026-11-27T21:00:00Z", true)]
    [InlineData("start: '22:00', end: '06:00', weekdays: fri", "2026-11-28T04:59:59Z", true)]
    [InlineData("start: '22:00', end: '06:00', weekdays: fri", "2026-11-28T05:00:00Z", false)]
    [InlineData("start: '22:00', end: '06:00', weekdays: fri", "2026-11-28T21:30:00Z", false)]
    [InlineData("start: '22:00', end: '06:00', weekdays: fri", "2026-11-27T04:30:00Z", false)] // Thursday's night
    [InlineData("weekdays: [sat, sunday]", "2026-11-27T23:00:00Z", true)]
    [InlineData("weekdays: sat-mon", "2026-11-30T22:59:00Z", true)]
    [InlineData("weekdays: sat-mon", "2026-11-30T23:00:00Z", false)]
    [InlineData("end: '24:00', start: '23:00'", "2026-11-27T22:30:00Z", true)]
    [InlineData("daysOfMonth: -1", "2026-11-30T12:00:00Z", true)]
    [InlineData("daysOfMonth: -1", "2026-11-29T12:00:00Z", false)]
    [InlineData("daysOfMonth: [1..7, -3..-1]", "2026-02-26T12:00:00Z", true)]
    [InlineData("daysOfMonth: [1..7, -3..-1]", "2026-02-08T12:00:00Z", false)]
    [InlineData("months: dec, daysOfMonth: 24..26", "2026-12-25T12:00:00Z", true)]
    [InlineData("months: dec, daysOfMonth: 24..26", "2026-11-25T12:00:00Z", false)]
    [InlineData("months: nov-feb", "2026-01-15T12:00:00Z", true)]
    // Clocks go forward on 2026-03-29 at 02:00 (01:00 UTC), which then is 03:00; back on 2026-10-25 at 03:00 (01:00 UTC), which then is 02:00.
    [InlineData("start: '01:30', end: '02:30'", "2026-03-29T00:45:00Z", true)]
    [InlineData("start: '01:30', end: '02:30'", "2026-03-29T01:00:00Z", false)]
    [InlineData("start: '02:15', end: '03:15'", "2026-03-29T00:59:00Z", false)]
    [InlineData("start: '02:15', end: '03:15'", "2026-03-29T01:10:00Z", true)]
    [InlineData("start: '02:00', end: '03:00'", "2026-10-25T00:30:00Z", true)]
    [InlineData("start: '02:00', end: '03:00'", "2026-10-25T01:30:00Z", true)] // the hour comes twice
    [InlineData("start: '02:00', end: '03:00'", "2026-10-25T02:00:00Z", false)]
    [InlineData("start: '22:00', end: '06:00'", "2026-03-29T03:59:00Z", true)]
    [InlineData("start: '22:00', end: '06:00'", "2026-03-29T04:00:00Z", false)] // 06:00 in summer
    [InlineData("start: '22:00', end: '06:00'", "2026-10-25T04:59:00Z", true)]
    [InlineData("start: '22:00', end: '06:00'", "2026-10-25T05:00:00Z", false)] // 06:00 in winter
    public void Holds_by_the_clocks_of_its_place(string time, string moment, bool holds)
    {
        var content = Routed.Read($$"""
            muteTimes: [{ name: quiet, timeZone: Europe/Berlin, times: [{ {{time}} }] }]
            route: { sinks: [slack], mute: quiet }
            """);

        Assert.Equal("", string.Join('\n', content.Problems));
        Assert.Equal(holds, content.Root!.Mutes[0].Holds(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Knows_half_hours_and_places_beyond_the_date_line()
    {
        var content = RoutingReading.Parse("""
            muteTimes:
              - { name: kathmandu, timeZone: Asia/Kathmandu, times: [{ start: "05:45", end: "05:46" }] }
              - { name: kiritimati, timeZone: Pacific/Kiritimati, times: [{ weekdays: tue }] }
            route: { sinks: [slack], mute: [kathmandu, kiritimati] }
            """, "routing.yaml", Routed.Sinks);
        var midnight = new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero); // a Monday

        Assert.True(content.Root!.Mutes[0].Holds(midnight));
        Assert.False(content.Root.Mutes[1].Holds(midnight));
        Assert.True(content.Root.Mutes[1].Holds(midnight.AddHours(10)));
    }

    [Theory]
    [InlineData("timeZone: Europe/Berln", "did you mean Europe/Berlin?")]
    [InlineData("timeZone: ../../etc/passwd", "which this machine does not know")]
    [InlineData("times: [{ start: '25:00' }]", "00:00 to 24:00")]
    [InlineData("times: [{ start: '10:00', end: '10:00' }]", "another time")]
    [InlineData("times: [{ weekdays: frday }]", "did you mean friday?")]
    [InlineData("times: [{ daysOfMonth: 32 }]", "1 to 31")]
    [InlineData("times: [{ daysOfMonth: 9..3 }]", "1 to 31")]
    public void Says_what_is_wrong(string key, string expected)
    {
        var times = key.StartsWith("times", StringComparison.Ordinal) ? "" : "times: [{}], ";
        var content = Routed.Read($$"""
            muteTimes: [{ name: quiet, {{times}}{{key}} }]
            route: { sinks: [slack], mute: quiet }
            """);

        Assert.Contains(expected, Assert.Single(content.Problems).ToString(), StringComparison.Ordinal);
    }
}
