using System.Text;
using Eyrie.Platform;
using Eyrie.Sinks.Elasticsearch.Setup;

namespace Eyrie.Tests.Setup;

/// <summary>Objects in the form of the sample that renders in 8.3.3.</summary>
public sealed class KibanaSetupTests
{
    private const string View = """{"id":"eyrie-view","type":"index-pattern","attributes":{"title":"logs-eyrie.alerts-*"},"references":[],"migrationVersion":{"index-pattern":"8.0.0"},"coreMigrationVersion":"8.3.0"}""";

    private const string Dashboard = """
        {"id":"eyrie-overview","type":"dashboard","attributes":{"title":"Overview"},"references":[{"type":"index-pattern","id":"eyrie-view","name":"r"}],"migrationVersion":{"dashboard":"8.3.0"},"coreMigrationVersion":"8.3.0"}
        """;

    private const string Rule = """
        {"rule_id":"eyrie-alert","name":"Eyrie","description":"d","risk_score":21,"severity":"low","type":"query","query":"event.kind: alert","enabled":true}
        """;

    [Theory]
    [InlineData("8.3.3")]
    [InlineData("8.17.0")]
    [InlineData("9.1.0")]
    public async Task Imports_objects_and_rules_into_a_space_it_makes(string version)
    {
        await using var bench = await StartAsync(View + "\n" + Dashboard, Rule, kibana: version);
        bench.Options = bench.Options with { KibanaSpace = "soc" };

        var (isWell, text) = await bench.RunAsync();
        var (isSame, check) = await bench.RunAsync(SetupAct.Check);

        Assert.True(isWell, text);
        Assert.Contains($"Kibana {version}, space soc", text, StringComparison.Ordinal);
        Assert.True(isSame, check);
        var space = bench.Kibana.Space("soc");
        Assert.Equal(3, space.Objects.Count); // the tag, too
        Assert.Contains(space.Objects[("dashboard", "eyrie-overview-soc")]["references"]!.AsArray(), reference => (string?)reference!["id"] == "eyrie-soc" && (string?)reference["type"] == "tag");
        Assert.Contains("eyrie-alert", space.Rules.Keys);
        Assert.Equal([], bench.Violations.Kept);
    }

    [Fact]
    public async Task Each_space_has_objects_of_its_own_that_lead_to_each_other()
    {
        await using var bench = await StartAsync(View.Replace("logs-eyrie.alerts-*", "see #/view/eyrie-overview?x and eyrie-overview2", StringComparison.Ordinal) + "\n" + Dashboard, Rule);
        await bench.RunAsync();
        bench.Options = bench.Options with { KibanaSpace = "soc" };
        await bench.RunAsync();

        var (isSame, check) = await bench.RunAsync(SetupAct.Check);
        Assert.True(isSame, check);
        var soc = bench.Kibana.Space("soc").Objects;
        Assert.Equal([("dashboard", "eyrie-overview-soc"), ("index-pattern", "eyrie-view-soc"), ("tag", "eyrie-soc")], soc.Keys.Order());
        Assert.Equal("see #/view/eyrie-overview-soc?x and eyrie-overview2", (string?)soc[("index-pattern", "eyrie-view-soc")]["attributes"]!["title"]);
        Assert.Equal("eyrie-view-soc", (string?)soc[("dashboard", "eyrie-overview-soc")]["references"]![0]!["id"]);

        await bench.RunAsync(SetupAct.Remove);
        Assert.Empty(bench.Kibana.Space("soc").Objects);
        Assert.Equal(3, bench.Kibana.Space("default").Objects.Count);
    }

    [Fact]
    public async Task Does_nothing_the_second_time_and_leaves_what_was_changed_by_hand()
    {
        await using var bench = await StartAsync(View + "\n" + Dashboard, Rule);
        await bench.RunAsync();
        bench.Time.Now += TimeSpan.FromHours(1);
        bench.Kibana.Space("default").Change("dashboard", "eyrie-overview");
        bench.Kibana.Space("default").Rules["eyrie-alert"]["enabled"] = false;

        var (isWell, text) = await bench.RunAsync();

        Assert.True(isWell);
        Assert.DoesNotContain("created", text, StringComparison.Ordinal);
        Assert.Contains("dashboard eyrie-overview was changed in Kibana and stays so", text, StringComparison.Ordinal);
        Assert.False((bool)bench.Kibana.Space("default").Rules["eyrie-alert"]["enabled"]!);
    }

    [Fact]
    public async Task Brings_back_what_is_missing_and_what_is_of_another_version()
    {
        await using var bench = await StartAsync(View + "\n" + Dashboard, Rule);
        await bench.RunAsync();

        bench.Kibana.Space("default").Remove("dashboard", "eyrie-overview");
        var (_, missing) = await bench.RunAsync(SetupAct.Check);
        await bench.RunAsync();
        Assert.Contains("dashboard eyrie-overview is missing", missing, StringComparison.Ordinal);
        Assert.True((await bench.RunAsync(SetupAct.Check)).IsWell);

        bench.Options = bench.Options with { KibanaFiles = [File("eyrie.ndjson", View + "\n" + Dashboard.Replace("Overview", "Today", StringComparison.Ordinal)), bench.Options.KibanaFiles[1]] };
        Assert.Contains("another version", (await bench.RunAsync(SetupAct.Check)).Text, StringComparison.Ordinal);
        await bench.RunAsync();
        Assert.Equal("Today", (string?)bench.Kibana.Space("default").Objects[("dashboard", "eyrie-overview")]["attributes"]!["title"]);
    }

    [Fact]
    public async Task Removes_objects_and_rules()
    {
        await using var bench = await StartAsync(View + "\n" + Dashboard, Rule);
        await bench.RunAsync();

        var (isWell, text) = await bench.RunAsync(SetupAct.Remove);

        Assert.True(isWell, text);
        Assert.Empty(bench.Kibana.Space("default").Objects);
        Assert.Empty(bench.Kibana.Space("default").Rules);
    }

    [Theory]
    [InlineData("""{"id":"l","type":"lens","attributes":{},"references":[{"type":"index-pattern","id":"nowhere","name":"r"}],"migrationVersion":{"lens":"8.3.0"},"coreMigrationVersion":"8.3.0"}""", "lens l: missing_references (index-pattern nowhere)")]
    [InlineData("""{"id":"l","type":"lens","attributes":{},"references":[]}""", "it would not be shown")]
    [InlineData("""{"id":"l","type":"canvas-thing","attributes":{},"references":[]}""", "unsupported_type")]
    public async Task Says_which_objects_Kibana_does_not_take(string line, string words)
    {
        await using var bench = await StartAsync(View + "\n" + line, Rule);

        var refusal = await Assert.ThrowsAsync<PipelineException>(() => bench.RunAsync());

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_which_rules_Kibana_does_not_take()
    {
        await using var bench = await StartAsync(View, """{"rule_id":"broken","name":"x"}""");

        var refusal = await Assert.ThrowsAsync<PipelineException>(() => bench.RunAsync());

        Assert.Contains("broken: description: Required", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8.2.3")]
    [InlineData("7.17.0")]
    public async Task An_older_Kibana_is_refused_after_Elasticsearch_is_set_up(string version)
    {
        await using var bench = await StartAsync(View, Rule, kibana: version);

        var refusal = await Assert.ThrowsAsync<PipelineException>(() => bench.RunAsync());

        Assert.Contains("too old", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(200, (await bench.SendAsync(HttpMethod.Get, "_index_template/eyrie-alerts")).Status);
    }

    [Fact]
    public async Task Rules_are_left_out_where_Elasticsearch_has_no_security()
    {
        await using var bench = await SetupBench.StartAsync(with: kind => kind with { HasSecurity = false });
        bench.Options = bench.Options with { KibanaUrl = bench.Kibana.Url, KibanaFiles = [File("eyrie.ndjson", View), File("detection-rules.ndjson", Rule)] };

        var (isWell, text) = await bench.RunAsync();

        Assert.True(isWell, text);
        Assert.Contains("left out", text, StringComparison.Ordinal);
        Assert.Empty(bench.Kibana.Space("default").Rules);
    }

    [Fact]
    public async Task A_dry_run_imports_nothing()
    {
        await using var bench = await StartAsync(View + "\n" + Dashboard, Rule);
        bench.Options = bench.Options with { KibanaUrl = $"{bench.Kibana.Url}/s/soc" };

        var (_, text) = await bench.RunAsync(isDryRun: true);

        Assert.Contains("POST kbn:/api/spaces/space", text, StringComparison.Ordinal);
        Assert.Throws<KeyNotFoundException>(() => bench.Kibana.Space("soc"));
    }

    private static async Task<SetupBench> StartAsync(string objects, string rule, string kibana = "9.1.0")
    {
        var bench = await SetupBench.StartAsync(kibana: kibana);
        bench.Options = bench.Options with { KibanaUrl = bench.Kibana.Url, KibanaFiles = [File("eyrie.ndjson", objects), File("detection-rules.ndjson", rule)] };
        return bench;
    }

    private static SetupFile File(string name, string content) => new(name, Encoding.UTF8.GetBytes(content));
}
