using Eyrie.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Tests;

public sealed class SinksRegistrationTests
{
    private static readonly Dictionary<string, string?> All = new()
    {
        ["sinks:elasticsearch:url"] = "http://localhost:9200",
        ["sinks:slack:tokenFile"] = "/token",
        ["sinks:slack:channel"] = "#soc",
        ["sinks:slack:minSeverity"] = "warning",
        ["sinks:slack:match:namespace:0"] = "prod-*",
        ["sinks:pagerduty:routingKeyFile"] = "/key",
        ["sinks:stdout"] = "",
        ["sinks:file:path"] = "/tmp/alerts",
    };

    [Fact]
    public void Makes_a_worker_for_each_sink_that_is_configured()
    {
        Assert.Equal(["elasticsearch", "slack", "pagerduty", "stdout", "file"], Names(All));
        Assert.Equal(["stdout"], Names(new() { ["sinks:stdout"] = "" }));
        Assert.Empty(Names([]));
    }

    [Fact]
    public void Leaves_out_what_is_disabled_or_not_asked_for()
    {
        Assert.Equal(["stdout", "file"], Names(All, "stdout", "FILE"));
        Assert.Equal(["elasticsearch"], Names(new()
        {
            ["sinks:elasticsearch:url"] = "http://localhost:9200",
            ["sinks:stdout:enabled"] = "false",
        }));
    }

    [Fact]
    public void Names_the_sink_that_is_asked_for_but_not_configured()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Names(All, "stdout", "pager"));

        Assert.Contains(
            "the sink 'pager' is not configured; configured are: elasticsearch, slack, pagerduty, stdout, file",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Binds_each_sinks_common_options_from_its_own_section()
    {
        using var provider = Provider(All);
        var options = provider.GetRequiredService<IOptionsMonitor<SinkOptions>>();

        Assert.Equal("warning", options.Get("slack").MinSeverity);
        Assert.Equal(["prod-*"], options.Get("slack").Match.Namespace);
        Assert.Equal("debug", options.Get("pagerduty").MinSeverity);
    }

    [Theory]
    [InlineData("sinks:slack:minSeverity", "severe", "'severe' is no severity; allowed: ")]
    [InlineData("sinks:slack:match:rule", "shell", "'rule' is 'shell', must be a list")]
    [InlineData("sinks:slack:channel", "", "needs a channel")]
    [InlineData("sinks:elasticsearch:namespace", "a-b", "namespace must be")]
    [InlineData("sinks:stdout:format", "9", "Format")]
    public void Stops_the_start_on_a_value_that_is_not_allowed(string key, string value, string expected)
    {
        using var provider = Provider(new(All) { [key] = value });

        var failure = Assert.ThrowsAny<Exception>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_a_section_for_each_sink() => Assert.Equal(
        SinkNames.All.Select(name => $"Sinks:{name}"), SinksRegistration.Sections.Select(section => section.Path).Where(path => path.StartsWith("Sinks:", StringComparison.Ordinal)));

    private static List<string> Names(Dictionary<string, string?> settings, params string[] only)
    {
        using var provider = Provider(settings, only);
        Assert.All(provider.GetServices<IHostedService>(), worker => Assert.IsType<SinkWorker>(worker));
        var workers = provider.GetServices<IHostedService>().Count();
        var names = SinkNames.All.Where(name => provider.GetKeyedService<IAlertSink>(name)?.Name == name).ToList();
        Assert.Equal(names.Count, workers);
        return names;
    }

    private static ServiceProvider Provider(Dictionary<string, string?> settings, params string[] only)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddPlatform()
            .AddSinks(configuration, only.Length > 0 ? only : null)
            .BuildServiceProvider();
    }
}
