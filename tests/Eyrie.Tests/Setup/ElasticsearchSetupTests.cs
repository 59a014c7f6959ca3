using Eyrie.Platform;
using Eyrie.Sinks.Elasticsearch.Setup;

namespace Eyrie.Tests.Setup;

/// <summary>Every version against a stand-in that refuses what that version refuses.</summary>
public sealed class ElasticsearchSetupTests
{
    private const string Alerts = "logs-eyrie.alerts-default";

    [Theory]
    [InlineData("7.10.2", "basic")]
    [InlineData("7.12.1", "basic")]
    [InlineData("7.13.4", "basic")]
    [InlineData("7.17.29", "basic")]
    [InlineData("8.3.3", "basic")]
    [InlineData("8.13.4", "basic")]
    [InlineData("8.14.0", "platinum")]
    [InlineData("8.17.0", "basic")]
    [InlineData("8.17.0", "trial")]
    [InlineData("8.19.0", "enterprise")]
    [InlineData("9.0.0", "basic")]
    [InlineData("9.1.0", "trial")]
    public async Task Installs_on_every_version_and_has_nothing_to_do_the_second_time(string version, string license)
    {
        await using var bench = await SetupBench.StartAsync(version, kind => kind with { License = license });
        bench.Options = bench.Options with { KeyFile = bench.KeyFile };

        var (isWell, first) = await bench.RunAsync();
        await bench.StoreAsync(Alerts, "a");
        await bench.StoreAsync("logs-eyrie.activity-prod", "b");
        var (_, second) = await bench.RunAsync();
        var (isSame, check) = await bench.RunAsync(SetupAct.Check);

        Assert.True(isWell, first);
        Assert.Contains($"Elasticsearch {version}, {license} licence", first, StringComparison.Ordinal);
        Assert.DoesNotContain("created", second, StringComparison.Ordinal);
        Assert.DoesNotContain("changed", second, StringComparison.Ordinal);
        Assert.True(isSame, check);
        Assert.Equal([], bench.Violations.Kept);
    }

    [Fact]
    public async Task Installs_on_serverless_what_it_knows()
    {
        await using var bench = await SetupBench.StartAsync("8.11.0", kind => kind with { Flavor = "serverless" });
        bench.Options = bench.Options with { KeyFile = bench.KeyFile };

        var (isWell, text) = await bench.RunAsync();

        Assert.True(isWell, text);
        Assert.DoesNotContain("policy", text, StringComparison.Ordinal);
        Assert.DoesNotContain("role", text, StringComparison.Ordinal);
        Assert.Equal([], bench.Violations.Kept);
        Assert.True((await bench.RunAsync(SetupAct.Check)).IsWell);
    }

    [Theory]
    [InlineData("7.10.2", "basic", "text", null, "best_compression")]
    [InlineData("7.17.0", "basic", "match_only_text", null, "best_compression")]
    [InlineData("8.17.0", "basic", "match_only_text", "logsdb", null)]
    [InlineData("8.18.0", "enterprise", "match_only_text", null, "best_compression")] // cannot read back flattened fields from a synthetic source
    [InlineData("9.1.0", "enterprise", "match_only_text", "logsdb", null)]
    public async Task Chooses_by_the_version(string version, string license, string textType, string? mode, string? codec)
    {
        await using var bench = await SetupBench.StartAsync(version, kind => kind with { License = license });

        await bench.RunAsync();

        var mappings = (await bench.SendAsync(HttpMethod.Get, "_component_template/eyrie-mappings")).Answer!["component_templates"]![0]!["component_template"]!["template"]!["mappings"]!;
        var settings = (await bench.SendAsync(HttpMethod.Get, "_component_template/eyrie-settings")).Answer!["component_templates"]![0]!["component_template"]!["template"]!["settings"]!["index"]!;
        Assert.Equal(textType, (string?)mappings["properties"]!["message"]!["type"]);
        Assert.Equal(mode, (string?)settings["mode"]);
        Assert.Equal(codec, (string?)settings["codec"]);
        Assert.Equal("wildcard", (string?)mappings["properties"]!["process"]!["properties"]!["command_line"]!["type"]);
    }

    [Theory]
    [InlineData("8.13.0", true)]
    [InlineData("8.14.0", false)]
    public async Task Keeps_documents_by_a_policy_or_by_the_streams_own_lifecycle(string version, bool byPolicy)
    {
        await using var bench = await SetupBench.StartAsync(version);
        bench.Options = bench.Options with { AlertDays = 90, ActivityDays = 7 };

        await bench.RunAsync();

        var (policy, body) = await bench.SendAsync(HttpMethod.Get, "_ilm/policy/eyrie-activity");
        var template = (await bench.SendAsync(HttpMethod.Get, "_index_template/eyrie-alerts")).Answer!["index_templates"]![0]!["index_template"]!["template"]!;
        Assert.Equal(byPolicy ? 200 : 404, policy);
        Assert.Equal(byPolicy ? "7d" : null, (string?)body!["eyrie-activity"]?["policy"]!["phases"]!["delete"]!["min_age"]);
        Assert.Equal(byPolicy ? null : "90d", (string?)template["lifecycle"]?["data_retention"]);
    }

    [Theory]
    [InlineData("7.17.0")]
    [InlineData("9.1.0")]
    public async Task Deletes_nothing_earlier_because_nobody_said_again_how_long(string version)
    {
        await using var bench = await SetupBench.StartAsync(version);
        await bench.RunAsync();
        var usual = await KeptAsync(bench);
        bench.Options = bench.Options with { AlertDays = 730 };
        await bench.RunAsync();

        bench.Options = bench.Options with { AlertDays = null };
        var (isSame, check) = await bench.RunAsync(SetupAct.Check);
        await bench.RunAsync();

        Assert.True(isSame, check);
        Assert.Equal(("365d", "30d"), usual);
        Assert.Equal(("730d", "30d"), await KeptAsync(bench));
    }

    private static async Task<(string? Alerts, string? Activity)> KeptAsync(SetupBench bench)
    {
        return (await OfAsync("eyrie-alerts"), await OfAsync("eyrie-activity"));

        async Task<string?> OfAsync(string name)
        {
            var template = (await bench.SendAsync(HttpMethod.Get, $"_index_template/{name}")).Answer!["index_templates"]![0]!["index_template"]!["template"]!;
            var (status, policy) = await bench.SendAsync(HttpMethod.Get, $"_ilm/policy/{name}");
            return (string?)(status == 200 ? policy![name]!["policy"]!["phases"]!["delete"]!["min_age"] : template["lifecycle"]!["data_retention"]);
        }
    }

    [Theory]
    [InlineData("7.9.3", "default", false, "too old")]
    [InlineData("10.0.0", "default", false, "newer than this Eyrie knows")]
    [InlineData("7.10.2", "oss", false, "without X-Pack")]
    [InlineData("2.19.0", "default", true, "OpenSearch")]
    public async Task Refuses_others_with_a_reason(string version, string flavor, bool isOpenSearch, string words)
    {
        await using var bench = await SetupBench.StartAsync(version, kind => kind with { Flavor = flavor, IsOpenSearch = isOpenSearch });

        var refusal = await Assert.ThrowsAsync<PipelineException>(() => bench.RunAsync());

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7.17.0")]
    [InlineData("8.17.0")]
    public async Task Goes_without_security_where_it_is_switched_off(string version)
    {
        await using var bench = await SetupBench.StartAsync(version, kind => kind with { HasSecurity = false });

        var (isWell, text) = await bench.RunAsync();

        Assert.True(isWell, text);
        Assert.Contains("security switched off", text, StringComparison.Ordinal);
        Assert.Equal([], bench.Violations.Kept);
    }

    [Fact]
    public async Task Says_who_may_set_up_when_the_password_is_wrong()
    {
        await using var bench = await SetupBench.StartAsync();
        bench.Write("password", "wrong");

        var refusal = await Assert.ThrowsAsync<PipelineException>(() => bench.RunAsync());

        Assert.Contains("--password-file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_shows_every_request_and_sends_none()
    {
        await using var bench = await SetupBench.StartAsync();
        bench.Options = bench.Options with { KeyFile = bench.KeyFile };

        var (_, text) = await bench.RunAsync(isDryRun: true);

        string[] requests =
        [
            "PUT /_component_template/eyrie-mappings", "PUT /_component_template/eyrie-settings", "PUT /_index_template/eyrie-alerts",
            "PUT /_index_template/eyrie-activity", "PUT /_security/role/eyrie-sink", "POST /_security/api_key",
        ];
        Assert.Equal(requests, text.Split('\n').Where(line => line.StartsWith('P')).Select(line => line.TrimEnd('\r')));
        Assert.All(text.Split('\n').Where(line => line.Length > 0), line => Assert.Contains(line[0], "#P{} ]")); // the console takes it as it is
        Assert.Equal(404, (await bench.SendAsync(HttpMethod.Get, "_index_template/eyrie-alerts")).Status);
        Assert.False(File.Exists(bench.KeyFile));
    }

    [Fact]
    public async Task A_check_says_what_is_missing_and_what_differs()
    {
        await using var bench = await SetupBench.StartAsync();
        Assert.False((await bench.RunAsync(SetupAct.Check)).IsWell);
        await bench.RunAsync();
        var settings = (await bench.SendAsync(HttpMethod.Get, "_component_template/eyrie-settings")).Answer!["component_templates"]![0]!["component_template"]!.DeepClone();
        settings["template"]!["settings"]!["index"]!["mapping"]!["total_fields"]!["limit"] = "900";
        await bench.SendAsync(HttpMethod.Put, "_component_template/eyrie-settings", settings.ToJsonString());

        var (isWell, text) = await bench.RunAsync(SetupAct.Check);

        Assert.False(isWell);
        Assert.Contains("DIFFERS: template.settings.index.mapping.total_fields.limit: \"900\" -> 1200", text, StringComparison.Ordinal);
        Assert.Contains("changed", (await bench.RunAsync()).Text, StringComparison.Ordinal);
        Assert.True((await bench.RunAsync(SetupAct.Check)).IsWell);
    }

    [Fact]
    public async Task What_somebody_else_made_stays()
    {
        await using var bench = await SetupBench.StartAsync();
        await bench.SendAsync(HttpMethod.Put, "_index_template/eyrie-alerts", """{"index_patterns":["other-*"],"priority":1,"data_stream":{}}""");

        var (isWell, text) = await bench.RunAsync();
        await bench.RunAsync(SetupAct.Remove);

        Assert.False(isWell);
        Assert.Contains("index template eyrie-alerts", text, StringComparison.Ordinal);
        Assert.Contains("NOT OURS", text, StringComparison.Ordinal);
        var kept = (await bench.SendAsync(HttpMethod.Get, "_index_template/eyrie-alerts")).Answer!["index_templates"]![0]!["index_template"]!;
        Assert.Equal("other-*", (string?)kept["index_patterns"]![0]);
    }

    [Theory]
    [InlineData("logs-*", 500, true)]
    [InlineData("logs-*", 200, false)]
    [InlineData("metrics-*", 500, false)]
    public async Task Says_when_somebody_elses_template_takes_the_data_streams(string pattern, int priority, bool takes)
    {
        await using var bench = await SetupBench.StartAsync();
        await bench.SendAsync(HttpMethod.Put, "_index_template/theirs", $$"""{"index_patterns":["{{pattern}}"],"priority":{{priority}},"data_stream":{} }""");

        var (isWell, text) = await bench.RunAsync();

        Assert.Equal(takes, !isWell);
        Assert.Equal(takes, text.Contains($"theirs has a higher priority ({priority})", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("7.10.2")]
    [InlineData("7.17.0")]
    [InlineData("9.1.0")]
    public async Task Takes_over_from_the_one_template_of_older_versions(string version)
    {
        await using var bench = await SetupBench.StartAsync(version);
        const string old = """
            {"index_patterns":["logs-eyrie.alerts-*","logs-eyrie.activity-*"],"data_stream":{},"priority":250,"version":400,"_meta":{"managed_by":"eyrie"},
             "template":{"mappings":{"dynamic":false,"properties":{"message":{"type":"text"}}}}}
            """;
        Assert.Equal(200, (await bench.SendAsync(HttpMethod.Put, "_index_template/eyrie", old)).Status);
        await bench.StoreAsync(Alerts, "a");

        var (isWell, text) = await bench.RunAsync();
        var (_, again) = await bench.RunAsync();

        Assert.True(isWell, text);
        var stream = (await bench.SendAsync(HttpMethod.Get, $"_data_stream/{Alerts}")).Answer!["data_streams"]![0]!;
        Assert.Equal(2, stream["indices"]!.AsArray().Count); // the new one has today's mappings
        Assert.Equal(version is "9.1.0" ? "365d" : null, (string?)stream["lifecycle"]?["data_retention"]);
        Assert.DoesNotContain("new index", again, StringComparison.Ordinal);
        Assert.Equal(version is "7.10.2" ? 200 : 404, (await bench.SendAsync(HttpMethod.Get, "_index_template/eyrie")).Status);
    }

    [Theory]
    [InlineData("7.10.2")]
    [InlineData("8.17.0")]
    [InlineData("9.1.0")]
    public async Task Removes_everything_and_the_documents_only_when_asked(string version)
    {
        await using var bench = await SetupBench.StartAsync(version);
        bench.Options = bench.Options with { KeyFile = bench.KeyFile, WithData = true };
        await bench.RunAsync();
        await bench.StoreAsync(Alerts, "a");
        var key = (await File.ReadAllTextAsync(bench.KeyFile, TestContext.Current.CancellationToken)).Trim();

        var (isWell, text) = await bench.RunAsync(SetupAct.Remove);

        Assert.True(isWell, text);
        Assert.Equal(401, (await bench.StoreAsync(Alerts, "b", key)).Status);
        Assert.DoesNotContain(" fine", (await bench.RunAsync(SetupAct.Check)).Text.Replace("fine: gone", "", StringComparison.Ordinal).Replace("fine: none", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("is not there", (await bench.RunAsync(SetupAct.Remove)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_leaves_documents_and_what_they_need()
    {
        await using var bench = await SetupBench.StartAsync("7.17.0");
        await bench.RunAsync();
        await bench.StoreAsync(Alerts, "a");

        var (isWell, text) = await bench.RunAsync(SetupAct.Remove);

        Assert.True(isWell, text);
        Assert.Contains("--with-data", text, StringComparison.Ordinal);
        Assert.Single((await bench.SendAsync(HttpMethod.Get, $"_data_stream/{Alerts}")).Answer!["data_streams"]!.AsArray());
        Assert.Equal(404, (await bench.SendAsync(HttpMethod.Get, "_index_template/eyrie-alerts")).Status);
        Assert.Equal(200, (await bench.SendAsync(HttpMethod.Get, "_ilm/policy/eyrie-alerts")).Status); // deletes what is too old, still
    }
}
