using Eyrie.Contracts;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.Tests.Routing;

public sealed class AlertRouterTests
{
    private const string Tree = """
        route:
          sinks: { slack: { channel: "#all" } }
          routes:
            - name: audit
              match: { rule: "*" }
              continue: true
              sinks: { slack: { channel: "#audit" } }
            - name: shop
              match: { namespace: shop }
              team: shop
              sinks: { slack: { channel: "#shop", mention: here }, pagerduty: { routingKeyFile: /run/eyrie/key } }
              routes:
                - name: bad
                  match: { severity: ">= critical" }
                  sinks: { slack: { channel: "#shop-bad" }, pagerduty: }
            - name: everything else
              match: { namespace: "s*" }
              sinks: { slack: { channel: "#never" } }
        """;

    [Fact]
    public void Goes_deep_first_and_takes_the_first_of_siblings_unless_one_says_continue()
    {
        var router = Routed.Router(Tree);

        Assert.Equal("#audit #shop", router.Channels(Routed.Alert));
        Assert.Equal("#audit #shop-bad", router.Channels(Routed.Alert with { Severity = Severity.Critical }));
        Assert.Equal("#audit #never", router.Channels(Routed.Alert with { Namespace = "storage" }));
        Assert.Equal("#audit", router.Channels(Routed.Alert with { Namespace = "other" }));
    }

    [Fact]
    public void A_parent_takes_what_none_below_it_takes()
    {
        var router = Routed.Router("""
            route:
              sinks: { slack: { channel: "#all" } }
              routes:
                - { match: { namespace: shop }, sinks: { slack: { channel: "#shop" } } }
            """);

        Assert.Equal("#all", router.Channels(Routed.Alert with { Namespace = "other" }));
        Assert.Equal("#shop", router.Channels(Routed.Alert));
    }

    [Fact]
    public void Inherits_settings_of_a_sink_also_over_a_route_that_does_not_name_it()
    {
        var router = Routed.Router("""
            route:
              sinks: { slack: { channel: "#all", mention: here, updateInterval: 5m, minSeverity: notice }, pagerduty: { routingKeyFile: /run/eyrie/key } }
              routes:
                - match: { namespace: shop }
                  sinks: { pagerduty: { minSeverity: error } }
                  routes:
                    - match: { rule: "Run*" }
                      sinks: { slack: { channel: "#deep" } }
            """);

        var target = Assert.Single(router.Route("slack", Routed.Alert, Routed.Now).Targets);

        Assert.Equal("root/#1/#1", target.Route);
        Assert.Equal(
            new() { Channel = "#deep", Mention = "here", UpdateInterval = TimeSpan.FromMinutes(5), MinSeverity = Severity.Notice }, target.Settings);
        Assert.Equal(RouteOutcome.Filtered, router.Route("pagerduty", Routed.Alert, Routed.Now).Outcome); // the deepest names slack alone
    }

    [Fact]
    public void Another_webhook_takes_the_place_of_the_channel_above_it()
    {
        var router = Routed.Router("""
            route:
              sinks: { slack: { channel: "#all" } }
              routes: [{ match: { namespace: shop }, sinks: { slack: { webhookUrlFile: /run/eyrie/key } } }]
            """);

        Assert.Equal(new() { WebhookUrlFile = "/run/eyrie/key" }, Assert.Single(router.Route("slack", Routed.Alert, Routed.Now).Targets).Settings);
    }

    [Fact]
    public void Sends_nowhere_where_a_route_says_so()
    {
        var router = Routed.Router("""{ route: { sinks: [slack], routes: [{ match: { namespace: shop }, sinks: {} }] } }""");

        Assert.Equal(RouteOutcome.Filtered, router.Route("slack", Routed.Alert, Routed.Now).Outcome);
        Assert.Equal(RouteOutcome.Deliver, router.Route("slack", Routed.Alert with { Namespace = "x" }, Routed.Now).Outcome);
    }

    [Fact]
    public void Leaves_sinks_that_no_route_names_as_they_are() =>
        Assert.Equal(new("", "", RouteSettings.None), Assert.Single(Routed.Router(Tree).Route("webhook", Routed.Alert, Routed.Now).Targets));

    [Fact]
    public void Takes_an_alert_to_the_same_place_once()
    {
        var router = Routed.Router("""
            route:
              sinks: { slack: { channel: "#all" } }
              routes:
                - { match: { namespace: shop }, continue: true }
                - { match: { rule: "*" }, continue: true, sinks: { slack: { channel: "#all", minSeverity: debug } } }
                - { match: { rule: "*" }, sinks: { slack: { channel: "#more" } } }
            """);

        Assert.Equal("#all #more", router.Channels(Routed.Alert));
    }

    [Theory]
    [InlineData("minSeverity: critical", Severity.Critical, null, true)]
    [InlineData("minSeverity: critical", Severity.Warning, null, false)]
    [InlineData("minRisk: 70", Severity.Warning, 90, true)]
    [InlineData("minRisk: 95", Severity.Warning, 90, false)]
    public void Measures_a_threshold_by_the_alert_and_by_its_incident_so_far(string threshold, Severity incident, int? risk, bool isTold)
    {
        var router = Routed.Router($$"""{ route: { sinks: { slack: { {{threshold}} } } } }""");
        var alert = Routed.Alert with { RiskScore = 10, IncidentSoFar = new() { Severity = incident, RiskScore = risk } };

        Assert.Equal(isTold ? RouteOutcome.Deliver : RouteOutcome.Filtered, router.Route("slack", alert, Routed.Now).Outcome);
    }

    [Fact]
    public void A_threshold_of_a_route_goes_before_the_sinks_own()
    {
        var strict = new Dictionary<string, RoutedSink> { ["slack"] = new("slack", "slack", new(new() { MinSeverity = "critical" })) };
        var router = new AlertRouter(strict, Routed.Book("""
            { route: { sinks: [slack], routes: [{ match: { namespace: shop }, sinks: { slack: { minSeverity: notice } } }] } }
            """));

        Assert.Equal(RouteOutcome.Deliver, router.Route("slack", Routed.Alert, Routed.Now).Outcome);
        Assert.Equal(RouteOutcome.Filtered, router.Route("slack", Routed.Alert with { Namespace = "x" }, Routed.Now).Outcome);
    }

    [Fact]
    public void Suppressed_alerts_reach_people_only_by_a_route_that_asks_for_them()
    {
        var router = Routed.Router("""
            route:
              sinks: { slack: { channel: "#all" }, elasticsearch: }
              routes:
                - { match: { namespace: shop }, sinks: { slack: { channel: "#shop" }, elasticsearch: } }
                - { match: { suppressed: true }, sinks: { slack: { channel: "#suppressed" } } }
            """);
        var suppressed = Routed.Alert with { Suppressed = true, SuppressedBy = "a backup, team-db" };

        Assert.Equal("#shop", router.Channels(Routed.Alert));
        Assert.Equal("#suppressed", router.Channels(suppressed));
        Assert.Equal(RouteOutcome.Deliver, router.Route("elasticsearch", suppressed, Routed.Now).Outcome);
        var decision = Routed.Router("{ route: { sinks: [slack] } }").Route("slack", suppressed, Routed.Now);
        Assert.Equal((RouteOutcome.Suppressed, "a backup, team-db"), (decision.Outcome, decision.Reason));
    }

    [Fact]
    public void What_closes_an_incident_goes_wherever_its_alerts_can_have_gone()
    {
        var router = Routed.Router("""
            route:
              sinks: { slack: { channel: "#all" } }
              routes:
                - { match: { rule: "Terminal*" }, sinks: { slack: { channel: "#terminals", minSeverity: critical } } }
                - { match: { namespace: shop }, sinks: { slack: { channel: "#shop" } } }
                - { match: { namespace: other }, sinks: { slack: { channel: "#other" } } }
            silences:
              - { match: { namespace: shop }, creator: me, reason: work, until: 2027-01-01T00:00:00Z }
            """);
        var closing = new Alert { Id = "c", Document = "{}"u8.ToArray(), Namespace = "shop", ClosesIncident = true, IncidentSoFar = new() { Severity = Severity.Critical } };

        Assert.Equal("#terminals #shop #all", router.Channels(closing));
        Assert.Equal("#shop #all", router.Channels(closing with { IncidentSoFar = new() { Severity = Severity.Error } }));
    }

    [Fact]
    public void Takes_the_team_from_a_label_of_the_pod_else_of_its_namespace_else_from_the_route()
    {
        var router = Routed.Router("""
            teamLabels: [owner.example.com/team, team]
            route: { sinks: [slack], team: platform, routes: [{ match: { team: payments }, name: payments }] }
            """);
        string Team(Dictionary<string, string> pod, Dictionary<string, string> ns)
        {
            var target = Assert.Single(router.Route("slack", Routed.Alert with { Labels = pod, NamespaceLabels = ns }, Routed.Now).Targets);
            return $"{target.Route} {target.Team}";
        }

        Assert.Equal("root platform", Team([], []));
        Assert.Equal("root shop", Team(new() { ["team"] = "shop" }, new() { ["team"] = "other" }));
        Assert.Equal("root/payments payments", Team([], new() { ["team"] = "payments" }));
        Assert.Equal("root/payments payments", Team(new() { ["team"] = "shop" }, new() { ["owner_example_com/team"] = "payments" })); // as documents have its dots
    }

    [Fact]
    public void Silences_keep_people_from_being_told_while_they_last_and_stores_never()
    {
        var router = Routed.Router("""
            route: { sinks: [slack, elasticsearch] }
            silences:
              - { id: s1, match: { namespace: shop }, creator: jane, reason: migration, from: 2026-11-23T11:00:00Z, until: 2026-11-23T14:00+01:00 }
            """);

        var decision = router.Route("slack", Routed.Alert, Routed.Now);
        Assert.Equal((RouteOutcome.Silenced, "silence s1 by jane: migration"), (decision.Outcome, decision.Reason));
        Assert.Equal(RouteOutcome.Silenced, router.Route("webhook", Routed.Alert, Routed.Now).Outcome); // whether a route names it or not
        Assert.Equal(RouteOutcome.Deliver, router.Route("elasticsearch", Routed.Alert, Routed.Now).Outcome);
        Assert.Equal(RouteOutcome.Deliver, router.Route("slack", Routed.Alert with { Namespace = "x" }, Routed.Now).Outcome);
        Assert.Equal(RouteOutcome.Deliver, router.Route("slack", Routed.Alert, Routed.Now.AddHours(1)).Outcome); // over, without a word
        Assert.Equal(RouteOutcome.Deliver, router.Route("slack", Routed.Alert, Routed.Now.AddHours(-2)).Outcome);
    }

    [Fact]
    public void Mute_times_hold_for_a_route_and_those_below_it_unless_they_say_others()
    {
        var router = Routed.Router("""
            muteTimes: [{ name: noon, times: [{ start: "11:30", end: "12:30" }] }]
            route:
              sinks: { slack: { channel: "#all" }, elasticsearch: }
              mute: [noon]
              routes:
                - { match: { namespace: shop } }
                - { match: { namespace: bank }, mute: [] }
            """);

        var decision = router.Route("slack", Routed.Alert, Routed.Now);
        Assert.Equal((RouteOutcome.Muted, "mute time noon"), (decision.Outcome, decision.Reason));
        Assert.Equal(RouteOutcome.Deliver, router.Route("slack", Routed.Alert, Routed.Now.AddHours(1)).Outcome);
        Assert.Equal(RouteOutcome.Deliver, router.Route("slack", Routed.Alert with { Namespace = "bank" }, Routed.Now).Outcome);
        Assert.Equal(RouteOutcome.Deliver, router.Route("elasticsearch", Routed.Alert, Routed.Now).Outcome);
    }
}
