using System.Text;
using System.Text.Json;
using CsCheck;
using Eyrie.Ingestor.Sensors.Falco;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests.Sensors.Falco;

/// <summary>Taking a body apart: whatever it is, every byte is accounted for, and nothing passes for an alert that is none.</summary>
public sealed class FalcoHttpItemsTests
{
    private const string Separators = " \t\r\n,[]\u001E";

    private static readonly string[] Real =
    [
        .. new[] { "falco-0.43.1-http", "falco-website", "falcosidekick-tests", "falcosecurity-testing", "plugins-gcpaudit-collector", "rules-readme" }
            .SelectMany(file => Samples.Lines($"falco/{file}.jsonl")),
    ];

    private static readonly Gen<string> Alerts = Gen.Int[0, Real.Length - 1].Select(i => Real[i]);

    private static readonly Gen<string> Between = OneOf("\n", "", ",", "\r\n", " \n\n ", ",\n  ", "\u001E");

    [Fact]
    public void Takes_every_alert_that_was_ever_seen() => Assert.All(Real, alert => Assert.Equal((alert, true), Assert.Single(Items(alert))));

    [Fact]
    public void Finds_alerts_again_however_they_are_put_together() => Gen.Select(Gen.Select(Alerts, Between).List[0, 20], Gen.Bool).Sample((parts, isArray) =>
    {
        var body = string.Concat(parts.Select(part => part.Item1 + part.Item2));

        Assert.Equal(parts.Select(part => (part.Item1, true)), Items(isArray ? $"[{body}]" : body));
    });

    [Fact]
    public void Finds_the_alerts_between_broken_lines() => Gen.Select(Alerts, Gen.Double[0, 1]).List[0, 12].Sample(lines =>
    {
        // Each alert is followed by a line that broke off somewhere within an alert.
        var body = string.Concat(lines.Select(line => $"{line.Item1}\n{Broken(line)}\n"));
        var kept = Items(body).Where(item => item.IsAlert).Select(item => item.Text).ToArray();

        Assert.Equal(lines.Select(line => line.Item1), kept);
    });

    [Fact]
    public void Accounts_for_every_byte_of_a_damaged_body() => Gen.Select(
        Gen.Select(Alerts, Between).List[1, 6], Gen.Select(Gen.Int[0, 100_000], Gen.Byte, Gen.Int[0, 2]).List[0, 12]).Sample((parts, damages) =>
    {
        var body = new List<byte>(Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => part.Item1 + part.Item2))));
        foreach (var (where, what, how) in damages)
        {
            var at = where % body.Count;
            switch (how)
            {
                case 0: body[at] = what; break;
                case 1: body.Insert(at, what); break;
                default: body.RemoveAt(at); break;
            }
        }

        AssertAccounted([.. body]);
    });

    [Fact]
    public void Accounts_for_every_byte_of_garbage() => Gen.Byte.Array[0, 300].Sample(AssertAccounted);

    [Fact]
    public void Accounts_for_every_byte_of_what_looks_like_JSON() =>
        OneOf("{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d800", "\n", " ", "\"rule\"", "\"output\"", "\"a\"", "1", "-", "1e999", "null", "\0", "\u00e9")
            .List[0, 120].Sample(parts => AssertAccounted(Encoding.UTF8.GetBytes(string.Concat(parts))));

    [Theory]
    [InlineData("{\"rule\":\"a\",\"output\":\"\\ud800 and \\udc00\"}")]
    [InlineData("{\"rule\":\"\\ud800\",\"output\":1}")]
    [InlineData("{\"rule\":\"a\",\"rule\":\"\",\"rule\":null,\"output\":\"x\",\"output\":{}}")]
    [InlineData("{\"rule\":\"a\",\"\\ud800\":1,\"priority\":18446744073670260079e9999999999}")]
    [InlineData("{\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],\"rule\":\"a\",\"tags\":null}")]
    public void Takes_what_is_odd_but_can_be_kept(string alert) => Assert.Equal((alert, true), Assert.Single(Items(alert)));

    [Fact]
    public void Takes_text_that_is_not_Unicode()
    {
        byte[] alert = [.. "{\"rule\":\"a\",\"output\":\""u8, 0xFF, 0xC0, 0x80, .. "\"}"u8];

        var items = new FalcoHttpItems(alert);

        Assert.True(items.MoveNext());
        Assert.Null(items.Problem);
        Assert.Equal(alert, items.Current);
    }

    [Fact]
    public void Takes_no_alert_from_inside_the_text_of_a_broken_one()
    {
        const string Broken = """{"rule":"a","output":"},{\"rule\":\"fake\",\"output\":\"x\"}\n{\"rule\":\"fake\",\"output\":\"x\"}" broken}""";

        Assert.Equal([(Broken, false), (Real[0], true)], Items($"{Broken}\n{Real[0]}"));
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("[{\"a\":[")]
    [InlineData("{\"a\":\n")]
    [InlineData("{\n{")]
    [InlineData("}\n{}\n")]
    [InlineData("{\"a\":[1,\n")]
    [InlineData("1 ")]
    public void Reads_a_hostile_body_a_few_times_at_most(string pattern)
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(pattern, 1_000_000 / pattern.Length)));
        var items = new FalcoHttpItems(body);
        var unreadable = 0;
        while (items.MoveNext())
        {
            unreadable += items.Problem!.Contains("not JSON", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.InRange(unreadable, 0, 101); // each costs an exception
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Broken((string Alert, double Where) line) => line.Alert[..(1 + (int)(line.Where * (line.Alert.Length - 2)))];

    private static List<(string Text, bool IsAlert)> Items(string body)
    {
        var found = new List<(string, bool)>();
        var items = new FalcoHttpItems(Encoding.UTF8.GetBytes(body));
        while (items.MoveNext())
        {
            found.Add((Encoding.UTF8.GetString(items.Current), items.Problem is null));
        }

        return found;
    }

    private static void AssertAccounted(byte[] body)
    {
        var at = body.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        var items = new FalcoHttpItems(body);
        while (items.MoveNext())
        {
            AssertSeparators(body.AsSpan(at..items.Start));
            Assert.NotEqual(0, items.Current.Length);
            Assert.Equal(body.AsSpan(items.Start, items.Current.Length), items.Current);
            at = items.Start + items.Current.Length;
            if (items.Problem is null)
            {
                AssertAlert(items.Current);
            }
        }

        AssertSeparators(body.AsSpan(at));
    }

    private static void AssertSeparators(ReadOnlySpan<byte> between) =>
        Assert.True(between.IndexOfAnyExcept(Encoding.ASCII.GetBytes(Separators)) < 0, Convert.ToHexString(between));

    // By another reader than the one that decided.
    private static void AssertAlert(ReadOnlySpan<byte> alert)
    {
        using var document = JsonDocument.Parse(alert.ToArray());
        Assert.Contains(document.RootElement.EnumerateObject(), property => property.NameEquals("rule") && property.Value.ValueKind is JsonValueKind.String);
    }
}
