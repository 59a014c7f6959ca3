using Eyrie.Sinks.Routing;
using Eyrie.Sinks.Routing.Silences;

namespace Eyrie.Sinks.Tests.Routing;

public sealed class SilenceTests
{
    private const string Topic = "eyrie.silences.v1";

    private readonly RoutingBook _routing = new();
    private readonly SilenceBook _book;

    public SilenceTests() => _book = new(Topic, _routing.Take);

    [Fact]
    public void Is_read_from_the_topic_as_it_was_written()
    {
        var asked = Asked(["namespace=shop", "rule=Terminal*", "rule=/shell \"x\" \\d/", "severity<=error", "labels.app.kubernetes.io/name=web", "node!=worker-3"]);

        var silence = SilenceCodec.Read("s1", SilenceCodec.Write(asked), Topic);

        Assert.Equal(
            "namespace: shop, rule: [Terminal*, /shell \"x\" \\d/], severity: <= error, labels.app.kubernetes.io/name: web, not node: worker-3", silence.Match.Text);
        Assert.Equal(("s1", "jane", "a 😀 \"reason\"\n\u001b[31m"), (silence.Id, silence.Creator, silence.Reason));
        Assert.Equal((asked.From, asked.Until), (silence.From, silence.Until));
    }

    [Fact]
    public void Can_be_given_another_end()
    {
        var silence = SilenceCodec.Read("s1", SilenceCodec.Write(Asked(["namespace=shop"])), Topic);

        var ended = SilenceCodec.Read("s1", SilenceCodec.WithEnd(silence, Routed.Now), Topic);

        Assert.Equal(("expired", "namespace: shop", "jane"), (ended.State(Routed.Now), ended.Match.Text, ended.Creator));
    }

    [Theory]
    [InlineData("namespace", "is no matcher")]
    [InlineData("=x", "is no matcher")]
    [InlineData("namespace>x", "> is for severity and risk")]
    [InlineData("nmespace=x", "did you mean namespace?")]
    [InlineData("severity=bad", "a severity, or a comparison")]
    [InlineData("rule=/(?<=x)/", "looks ahead")]
    [InlineData("rule=*", "fit everything")]
    public void Says_what_is_wrong_with_what_was_typed(string matcher, string expected)
    {
        var failure = Assert.Throws<FormatException>(() => SilenceCodec.Read("s", SilenceCodec.Write(Asked([matcher])), Topic));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_of_a_mistyped_matcher_that_alone()
    {
        var failure = Assert.Throws<FormatException>(() => SilenceCodec.Read("s", SilenceCodec.Write(Asked(["nmespace=x"])), Topic));

        Assert.DoesNotContain("everything", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_book_tells_nothing_until_it_is_whole_and_then_each_change()
    {
        _routing.Take([Silence("old")]);

        _book.Begin();
        _book.Take("a", Json("namespace=a"));
        Assert.Equal(["old"], Ids()); // half of them would let alerts through that are silenced
        _book.Take("b", Json("namespace=b"));
        _book.Ended();
        Assert.Equal(["a", "b"], Ids());

        _book.Take("a", null);
        Assert.Equal(["b"], Ids());
        _book.Take("c", Json("namespace=c"));
        Assert.Equal(["b", "c"], Ids());
    }

    [Fact]
    public void What_is_written_over_with_something_unreadable_holds_no_more()
    {
        _book.Begin();
        _book.Ended();
        _book.Take("a", Json("namespace=a"));

        Assert.Throws<FormatException>(() => _book.Take("a", "{ \"match\": "u8.ToArray()));

        Assert.Empty(Ids());
    }

    [Fact]
    public void There_are_not_more_than_can_be_looked_at()
    {
        _book.Begin();
        _book.Ended();
        for (var i = 0; i < 1_000; i++)
        {
            _book.Take(FormattableString.Invariant($"s{i}"), Json("namespace=a"));
        }

        Assert.Contains("1000 silences already", Assert.Throws<FormatException>(() => _book.Take("one more", Json("namespace=a"))).Message, StringComparison.Ordinal);
        Assert.Equal(1_000, Ids().Length);
    }

    private static NewSilence Asked(string[] matchers) =>
        new(MatcherText.Read(matchers), All: false, "jane", "a 😀 \"reason\"\n\u001b[31m", Routed.Now.AddHours(-1), Routed.Now.AddHours(1));

    private static byte[] Json(string matcher) => SilenceCodec.Write(Asked([matcher]));

    private static Silence Silence(string id) => SilenceCodec.Read(id, Json("namespace=a"), Topic);

    private string[] Ids() => [.. _routing.State.Silences.Select(silence => silence.Id).Order(StringComparer.Ordinal)];
}
