using Eyrie.Contracts;
using Eyrie.Sinks.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Sinks.Tests.Routing;

/// <summary>What is routed when there is no routing file.</summary>
public sealed class RouterlessTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_760_000_000);

    [Fact]
    public void Takes_an_alert_to_the_sinks_own_address()
    {
        var decision = Router(("sinks:slack:channel", "#soc")).Route("slack", An.FullAlert(), Now);

        Assert.Equal(RouteOutcome.Deliver, decision.Outcome);
        Assert.Equal(new("", "", RouteSettings.None), Assert.Single(decision.Targets));
    }

    [Theory]
    [InlineData("minSeverity", "emergency")]
    [InlineData("match:namespace:0", "elsewhere")]
    public void Leaves_out_what_the_sinks_own_options_do_not_let_through(string option, string value)
    {
        var decision = Router(($"sinks:slack:{option}", value)).Route("slack", An.FullAlert(), Now);

        Assert.Equal(RouteOutcome.Filtered, decision.Outcome);
        Assert.Empty(decision.Targets);
    }

    [Fact]
    public void Tells_people_how_an_incident_goes_on_that_was_bad_enough_once()
    {
        var mild = An.FullAlert() with { Severity = Severity.Notice, IncidentSoFar = new() { Severity = Severity.Critical } };
        var router = Router(("sinks:pagerduty:minSeverity", "critical"), ("sinks:file:minSeverity", "critical"));

        Assert.Equal(RouteOutcome.Deliver, router.Route("pagerduty", mild, Now).Outcome);
        Assert.Equal(RouteOutcome.Filtered, router.Route("file", mild, Now).Outcome);
    }

    [Theory]
    [InlineData("slack", null, false)]
    [InlineData("pagerduty", null, false)]
    [InlineData("webhook", null, false)]
    [InlineData("tickets", "webhook", false)]
    [InlineData("alertmanager", null, false)]
    [InlineData("archive", "file", true)]
    [InlineData("elasticsearch", null, true)]
    [InlineData("stdout", null, true)]
    [InlineData("file", null, true)]
    public void Keeps_suppressed_alerts_from_people_and_from_machines_that_call_them(string sink, string? type, bool isDelivered)
    {
        var decision = Router(($"sinks:{sink}:type", type)).Route(sink, An.FullAlert() with { Suppressed = true, SuppressedBy = "backup, team-db" }, Now);

        Assert.Equal(isDelivered ? RouteOutcome.Deliver : RouteOutcome.Suppressed, decision.Outcome);
        Assert.Equal(isDelivered ? "" : "backup, team-db", decision.Reason);
    }

    private static IAlertRouter Router(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
        return new ServiceCollection().AddRouting(configuration).BuildServiceProvider().GetRequiredService<IAlertRouter>();
    }
}
