using Eyrie.Sinks.Routing.Explaining;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Sinks.Tests.Routing;

public sealed class RouteExplainerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void Says_which_routes_were_tried_what_failed_and_what_was_inherited()
    {
        var explainer = Open("""
            route:
              sinks: { slack: { channel: "#all", mention: here } }
              routes:
                - { name: bank, match: { namespace: bank, severity: critical } }
                - name: shop
                  match: { namespace: shop }
                  routes: [{ name: deep, match: { rule: /shell/ }, sinks: { slack: { channel: "#deep" } } }]
                - { name: late, match: { namespace: "*" } }
            """);

        var explanation = explainer.Explain(Routed.Alert, Routed.Now, sink: null);

        Assert.Equal(["root passed", "root/bank no", "root/shop passed", "root/shop/deep taken"], explanation.Routes.Select(route => $"{route.Route} {route.Outcome}"));
        Assert.Equal(
            [new("namespace: bank", "shop", false), new("severity: critical", "warning", false)], explanation.Routes[1].Matchers);
        var target = Assert.Single(explanation.Sinks.Single(sink => sink.Sink == "slack").Targets);
        Assert.Equal([new("channel", "#deep", "root/shop/deep"), new("mention", "here", "root")], target.Settings);
        Assert.Equal("no route names it: its own options decide", explanation.Sinks.Single(sink => sink.Sink == "file").Reason);
    }

    [Fact]
    public void Says_why_nobody_is_told()
    {
        var explainer = Open("""
            muteTimes: [{ name: noon, times: [{ start: "11:00", end: "13:00" }] }]
            route:
              sinks: { slack: { minSeverity: critical } }
              routes:
                - { name: muted, match: { namespace: shop }, mute: [noon], continue: true, sinks: { slack: { channel: "#a", minSeverity: debug } } }
                - { name: mild, match: { namespace: shop }, sinks: [slack] }
            """);

        var slack = explainer.Explain(Routed.Alert, Routed.Now, "slack").Sinks.Single();

        Assert.Equal(("muted", "mute time noon"), (slack.Outcome, slack.Reason));
        Assert.Equal(
            ["root/muted muted: mute time noon", "root/mild filtered: warning is below minSeverity critical, and so is its incident so far"],
            slack.Targets.Select(target => $"{target.Route} {target.Outcome}: {target.Reason}"));
    }

    public void Dispose() => _folder.Dispose();

    private RouteExplainer Open(string yaml)
    {
        var settings = new Dictionary<string, string?> { ["routing:file"] = _folder.Write("routing.yaml", yaml), ["sinks:slack:tokenFile"] = "t", ["sinks:file:path"] = "f" };
        return RouteExplainer.Open(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), null);
    }
}
