using Eyrie.Commands.Stages;

namespace Eyrie.Tests.Commands.Stages;

public sealed class ReloadPlanTests
{
    private static readonly StageDefinition[] All = [StageDefinition.Ingestor, StageDefinition.Enricher, StageDefinition.Sinks(null)];

    private static readonly Dictionary<string, string?> Before = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sensors:0:type"] = "falco-grpc",
        ["sensors:0:address"] = "unix:///run/falco.sock",
        ["kafka:bootstrapServers"] = "kafka:9092",
        ["sinks:slack:channel"] = "#one",
        ["enricher:workers"] = "1",
    };

    [Fact]
    public void Takes_another_list_of_sensors_while_the_Ingestor_runs()
    {
        var plan = Plan(("sensors:0:address", "unix:///run/other.sock"));

        Assert.True(plan.Sensors);
        Assert.Empty(plan.Stages);
        Assert.Empty(plan.Waiting);
    }

    [Theory]
    [InlineData("sinks:slack:channel", "sinks' stage")]
    [InlineData("Sinks:Pagerduty:RoutingKeyFile", "sinks' stage")]
    [InlineData("links:incident", "sinks' stage")]
    [InlineData("routing:file", "sinks' stage")]
    [InlineData("enricher:workers", "Enricher")]
    [InlineData("spool:maxBytes", "Ingestor")]
    [InlineData("cluster", "Ingestor,Enricher,sinks' stage")]
    [InlineData("kafka:batch:maxWait", "Ingestor,Enricher,sinks' stage")]
    public void Begins_those_stages_anew_that_read_the_key(string key, string stages)
    {
        var plan = Plan((key, "2"));

        Assert.Equal(stages, string.Join(',', plan.Stages.Select(static one => one.Stage.Name)));
        Assert.Empty(plan.Waiting);
        Assert.Equal("2", plan.Settings[key]);
    }

    [Theory]
    [InlineData("kafka:bootstrapServers", "kafka.bootstrapServers")]
    [InlineData("kafka:batches", "kafka.batches")]
    [InlineData("topics:prefix", "topics.prefix")]
    [InlineData("http:listen", "http.listen")]
    [InlineData("telemetry:otlpEndpoint", "telemetry.otlpEndpoint")]
    [InlineData("clusters", "clusters")]
    public void Keeps_the_old_value_of_what_takes_a_restart(string key, string name)
    {
        var plan = Plan((key, "2"), ("sinks:slack:channel", "#two"));

        Assert.Equal([name], plan.Waiting);
        Assert.Equal((Before.GetValueOrDefault(key), "#two"), (plan.Settings[key], plan.Settings["sinks:slack:channel"]));
        Assert.Equal(["sinks.slack.channel"], Assert.Single(plan.Stages).Keys);
    }

    [Fact]
    public void Waits_for_nothing_when_the_key_is_of_a_stage_that_runs_elsewhere()
    {
        var plan = ReloadPlan.Of(Before, Before, With(("enricher:workers", "2"), ("sensors:0:address", "x")), [StageDefinition.Sinks(null)]);

        Assert.False(plan.Sensors);
        Assert.Empty(plan.Stages);
        Assert.Empty(plan.Waiting);
    }

    [Fact]
    public void Does_not_begin_anew_who_reads_the_standard_input()
    {
        var next = With(("sensors:1:type", "falco-stdin"), ("spool:maxBytes", "2"), ("cluster", "x"), ("sinks:slack:channel", "#two"));

        var plan = ReloadPlan.Of(Before, Before, next, All);

        Assert.Equal(["cluster", "spool.maxBytes"], plan.Waiting);
        Assert.Equal(["sinks' stage"], plan.Stages.Select(static one => one.Stage.Name));
    }

    [Fact]
    public void Takes_the_sensors_with_the_Ingestor_when_that_begins_anew()
    {
        var plan = Plan(("sensors:0:address", "x"), ("ingestor:bufferEvents", "10"));

        Assert.False(plan.Sensors);
        Assert.Equal("x", plan.Settings["sensors:0:address"]);
        Assert.Single(plan.Stages);
    }

    [Fact]
    public void Notices_what_is_gone()
    {
        var next = new Dictionary<string, string?>(Before, StringComparer.OrdinalIgnoreCase);
        next.Remove("sinks:slack:channel");

        var plan = ReloadPlan.Of(Before, Before, next, All);

        Assert.Equal(["sinks.slack.channel"], Assert.Single(plan.Stages).Keys);
        Assert.Null(plan.Settings["sinks:slack:channel"]);
    }

    private static ReloadPlan Plan(params (string Key, string Value)[] changes) => ReloadPlan.Of(Before, Before, With(changes), All);

    private static Dictionary<string, string?> With(params (string Key, string Value)[] changes)
    {
        var next = new Dictionary<string, string?>(Before, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in changes)
        {
            next[key] = value;
        }

        return next;
    }
}
