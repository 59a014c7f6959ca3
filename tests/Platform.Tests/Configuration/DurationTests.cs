using Eyrie.Platform.Configuration;

namespace Eyrie.Platform.Tests.Configuration;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", "00:00:00.5000000")]
    [InlineData("3s", "00:00:03")]
    [InlineData("1.5s", "00:00:01.5000000")]
    [InlineData("15m", "00:15:00")]
    [InlineData("1h30m", "01:30:00")]
    [InlineData("24h", "1.00:00:00")]
    [InlineData("2d", "2.00:00:00")]
    [InlineData("0", "00:00:00")]
    [InlineData("0s", "00:00:00")]
    [InlineData("00:00:03", "00:00:03")]
    [InlineData("0:00:00.020", "00:00:00.0200000")]
    [InlineData("1.02:03:04", "1.02:03:04")]
    public void Reads_what_people_write(string text, string expected)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(expected, duration.ToString("c"));
    }

    [Theory]
    [InlineData("5")] // TimeSpan.Parse takes it for days
    [InlineData("24:00:00")] // and this too
    [InlineData("12:30")]
    [InlineData("-3s")]
    [InlineData("3 s")]
    [InlineData("3S")]
    [InlineData("3w")]
    [InlineData("s")]
    [InlineData("")]
    [InlineData("999999999d")]
    public void Refuses_what_could_mean_something_else(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("00:00:00", "0s")]
    [InlineData("00:00:01.5", "1500ms")]
    [InlineData("00:00:03", "3s")]
    [InlineData("01:00:00", "1h")]
    [InlineData("2.00:00:00", "2d")]
    public void Shows_the_shortest_form(string duration, string expected) =>
        Assert.Equal(expected, Duration.Show(TimeSpan.Parse(duration, System.Globalization.CultureInfo.InvariantCulture)));
}
