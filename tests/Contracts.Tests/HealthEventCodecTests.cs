using System.Text;
using System.Text.Json;

namespace Eyrie.Contracts.Tests;

public sealed class HealthEventCodecTests
{
    private static readonly HealthEvent Full = new(HealthKind.SensorRestarted)
    {
        Time = new(1_795_419_664_418_259_001),
        Number = 7,
        Sensor = "falco",
        Type = "falco-grpc",
        Node = "worker-1",
        Address = "unix:///run/falco/falco.sock",
        Version = "0.43.1",
        PreviousVersion = "0.43.0",
        Severity = Severity.Critical,
        Message = "a sentence",
        Reason = "why",
        Occurrences = 3,
        Lost = 12,
        Since = new(1_795_419_000_000_000_000),
    };

    [Fact]
    public void Reads_back_what_it_wrote() => Assert.Equal(Full, HealthEventCodec.Read(HealthEventCodec.Write(Full)));

    [Fact]
    public void Knows_every_kind_by_its_word()
    {
        foreach (var kind in Enum.GetValues<HealthKind>())
        {
            Assert.Equal(kind, HealthEventCodec.Read(HealthEventCodec.Write(new(kind))).Kind);
        }
    }

    [Theory]
    [InlineData("evil\",\"kind\":\"sensor_connected")]
    [InlineData("two\nlines\r\u2028\0\u001b[2J")]
    [InlineData("half a pair \ud800")]
    [InlineData("\u202egpj.exe<!channel>")]
    public void Lets_no_text_become_anything_but_text(string hostile)
    {
        var bytes = HealthEventCodec.Write(Full with { Reason = hostile, Version = hostile, Address = hostile });

        Assert.DoesNotContain(bytes, b => b is < 0x20 or > 0x7e);
        Assert.Equal(HealthKind.SensorRestarted, HealthEventCodec.Read(bytes).Kind);
        using var json = JsonDocument.Parse(bytes);
        Assert.Equal(10, json.RootElement.EnumerateObject().Count());
    }

    [Fact]
    public void Cuts_a_text_without_end() =>
        Assert.InRange(HealthEventCodec.Write(Full with { Reason = new string('x', 10_000_000) }).Length, 2_000, 3_000);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"kind\":\"nothing of ours\"}")]
    [InlineData("{\"kind\":7}")]
    [InlineData("{\"kind\":\"\\ud800\"}")]
    public void Says_what_is_no_health_event(string payload) =>
        Assert.Throws<FormatException>(() => HealthEventCodec.Read(Encoding.UTF8.GetBytes(payload)));

    [Fact]
    public void Reads_what_is_odd_as_far_as_it_goes()
    {
        var health = HealthEventCodec.Read("""{"kind":"sensor_lost","sensor":[],"counts":{"lost":-3,"occurrences":"x"},"time":5,"new":{}}"""u8.ToArray());

        Assert.Equal((0, 1, Severity.Error, ""), (health.Lost, health.Occurrences, health.Severity, health.Sensor));
    }
}
