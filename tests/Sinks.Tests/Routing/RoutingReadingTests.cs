using Eyrie.Sinks.Routing;
using Eyrie.Sinks.Routing.Reading;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Sinks.Tests.Routing;

public sealed class RoutingReadingTests
{
    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("{}")]
    public void Says_of_an_empty_file_where_it_is_and_what_to_write(string text)
    {
        var problem = Assert.Single(Routed.Read(text).Problems).ToString();

        Assert.Contains("routing.yaml:1: route: found nothing in the whole file", problem, StringComparison.Ordinal);
        Assert.Contains("route: { sinks: [slack] }", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mon-thur", null)]
    [InlineData("mon-thrusday", "found 'mon-thrusday'; did you mean thursday?")]
    [InlineData("mnoday-fri", "found 'mnoday-fri'; did you mean monday?")]
    public void Takes_weekdays_short_and_asks_about_those_that_are_none(string days, string? expected)
    {
        var content = Routed.Read($$"""
            muteTimes: [{ name: nights, times: [{ weekdays: {{days}} }] }]
            route: { sinks: [slack], mute: [nights] }
            """);

        Assert.Equal(expected is null ? 0 : 1, content.Problems.Count);
        Assert.Contains(expected ?? "", string.Concat(content.Problems), StringComparison.Ordinal);
        Assert.True(expected is not null || content.Root!.Mutes[0].Holds(new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero))); // a Thursday
        Assert.True(expected is not null || !content.Root!.Mutes[0].Holds(new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("webhook: { channel: \"#a\" }", "route.sinks.webhook.channel: found a key that is not known")]
    [InlineData("webhook: { resolve: false }", "route.sinks.webhook.resolve: found a key that is not known")]
    [InlineData("alertmanager: { groupBy: workload }", "route.sinks.alertmanager.groupBy: found a key that is not known")]
    [InlineData("alertmanager: { repeatInterval: 4h }", "route.sinks.alertmanager.repeatInterval: found a key that is not known")]
    [InlineData("elasticsearch: { mention: here }", "route.sinks.elasticsearch.mention: found a key that is not known")]
    [InlineData("file: { updateInterval: 1m }", "route.sinks.file.updateInterval: found a key that is not known")]
    [InlineData("slack: { resolve: true }", "route.sinks.slack.resolve: found a key that is not known")]
    [InlineData("pagerduty: { resolve: true, groupBy: workload }", "that is never over")]
    public void Refuses_what_a_sink_would_not_do(string sink, string expected)
    {
        var problem = Assert.Single(Routed.Read($"route: {{ sinks: {{ {sink} }} }}").Problems).ToString();

        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains("allowed: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_everything_that_is_wrong_with_its_line()
    {
        var content = Routed.Read("""
            teamlabel: [team]
            muteTimes:
              - name: nights
                timeZone: Middle-earth/Shire
                times: [{ start: "22:00", end: "06:00" }]
            route:
              sinks:
                slak: { channel: "#all" }
                slack: { chanel: "#all", minSeverity: bad, routingKeyFile: /dev/zero }
                pagerduty: { routingKeyFile: abcdef0123456789, repeatInterval: often, minRisk: 101 }
              routes:
                - name: a/b
                  match: { severity: ">= wrning" }
                  mute: [night]
                - name: twice
                  match: { rule: "/(/" }
                - name: twice
                  continue: perhaps
                  sinks: nowhere
            silences:
              - { match: { namespace: x }, until: tomorrow }
              - { creator: me, reason: all of it, until: 2027-01-01T00:00:00Z }
            """);

        string[] expected =
        [
            "routing.yaml:4: muteTimes[0].timeZone: found 'Middle-earth/Shire', which this machine does not know",
            "routing.yaml:8: route.sinks.slak: found the sink 'slak', which is not configured; did you mean slack?",
            "routing.yaml:9: route.sinks.slack.minSeverity: found 'bad'",
            "routing.yaml:9: route.sinks.slack.chanel: found a key that is not known; did you mean channel?",
            "routing.yaml:9: route.sinks.slack.routingKeyFile: found a key that is not known",
            "routing.yaml:10: route.sinks.pagerduty.minRisk: found '101'",
            "routing.yaml:10: route.sinks.pagerduty.routingKeyFile: found a value that is not shown, no path from '/' or '.' on: there is no such file",
            "routing.yaml:10: route.sinks.pagerduty.repeatInterval: found 'often'",
            "routing.yaml:12: route.routes[0].name: found 'a/b'",
            "routing.yaml:13: route.routes[0].match.severity: found '>= wrning'; did you mean warning?",
            "routing.yaml:14: route.routes[0].mute: found 'night'; did you mean nights?",
            "routing.yaml:16: route.routes[1].match.rule: found '/(/', no regular expression",
            "routing.yaml:17: route.routes[2].name: found 'twice' a second time",
            "routing.yaml:18: route.routes[2].continue: found 'perhaps'",
            "routing.yaml:19: route.routes[2].sinks: found a single value",
            "routing.yaml:21: silences[0].creator: found nothing",
            "routing.yaml:21: silences[0].reason: found nothing",
            "routing.yaml:21: silences[0].until: found 'tomorrow'",
            "routing.yaml:22: silences[1].match: found matchers that fit everything",
            "routing.yaml:1: teamlabel: found a key that is not known; did you mean teamLabels?",
        ];
        var found = content.Problems.Select(problem => problem.ToString()).ToList();
        foreach (var line in expected)
        {
            Assert.Contains(found, problem => problem.StartsWith(line, StringComparison.Ordinal));
        }

        Assert.Equal("", string.Join('\n', found.Where(problem => !Array.Exists(expected, line => problem.StartsWith(line, StringComparison.Ordinal)))));
        Assert.DoesNotContain(found, problem => problem.Contains("abcdef", StringComparison.Ordinal)); // it may be the key itself
    }

    [Theory]
    [InlineData("", "route: found nothing")]
    [InlineData("- a", "routing.yaml:1: found a list")]
    [InlineData("route: [", "no valid YAML")]
    [InlineData("route: { match: { rule: x } }", "route.match: found matchers")]
    [InlineData("a: {}\n---\nb: {}", "a second document")]
    public void Refuses_what_is_no_tree(string yaml, string expected) => Assert.Contains(Routed.Read(yaml).Problems, problem => problem.ToString().Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void Refuses_routes_without_end()
    {
        var deep = Routed.Read("route: " + string.Concat(Enumerable.Repeat("{ routes: [", 50_000)));
        Assert.Contains("levels", Assert.Single(deep.Problems).ToString(), StringComparison.Ordinal);

        var many = Routed.Read($"route: {{ sinks: [slack], routes: [{string.Join(", ", Enumerable.Repeat("{ match: { rule: x } }", 3_000))}] }}");
        Assert.Contains(many.Problems, problem => problem.ToString().Contains("more than 2000 routes", StringComparison.Ordinal));
    }

    [Fact]
    public void Warns_of_routes_that_can_never_match()
    {
        var content = Routed.Read("""
            muteTimes: [{ name: unused, times: [{}] }]
            route:
              sinks: [slack]
              routes:
                - { name: some, match: { namespace: shop } }
                - { name: same, match: { namespace: shop, rule: x } }
                - { name: on, match: { rule: "*" }, continue: true }
                - { name: all, match: {} }
                - { name: late, match: { namespace: bank } }
                - { name: audit, match: { suppressed: true } }
            """);

        Assert.Equal(
            [
                "routing.yaml:6: the route root/same can never match: root/some before it takes all that it would (namespace: shop) and does not say 'continue: true'",
                "routing.yaml:9: the route root/late can never match: root/all before it takes everything and does not say 'continue: true'",
                "the mute time 'unused' is used by no route",
            ],
            content.Warnings);
    }

    [Fact]
    public void Refuses_a_setting_that_the_sink_would_not_heed()
    {
        var content = Routed.Read("route: { sinks: { webhook: { resolve: false }, alertmanager: { resolve: false }, pagerduty: { resolve: false } } }");

        Assert.Contains("webhook.resolve", Assert.Single(content.Problems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("webhookUrlFile", 1)]
    [InlineData("tokenFile", 0)]
    public void Refuses_a_channel_where_a_webhook_has_its_own(string key, int problems)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>($"soc:{key}", "x"), new("soc:type", "slack")]).Build();

        var content = RoutingReading.Parse("route: { sinks: { soc: { channel: \"#a\" } } }", "routing.yaml", RoutedSink.Of(configuration));

        Assert.Equal(problems, content.Problems.Count(problem => problem.ToString().Contains("sinks.soc has a webhook", StringComparison.Ordinal)));
    }

    [Fact]
    public void Does_not_ask_for_secrets_to_judge_what_is_written_elsewhere()
    {
        var content = Routed.Read("{ route: { sinks: { pagerduty: { routingKeyFile: /nowhere/key } } } }");

        Assert.True(Assert.Single(content.Problems).MattersInUse);
    }
}
