using Eyrie.Platform;
using Eyrie.Sinks.File;
using Eyrie.Sinks.OnCall;
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
        ["sinks:webhook:url"] = "http://localhost:9/hook",
        ["sinks:alertmanager:url"] = "http://localhost:9093",
    };

    [Fact]
    public void Makes_a_worker_for_each_sink_that_is_configured()
    {
        Assert.Equal(["elasticsearch", "slack", "pagerduty", "webhook", "alertmanager", "stdout", "file"], Names(All));
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
            "the sink 'pager' is not configured; configured are: elasticsearch, slack, pagerduty, webhook, alertmanager, stdout, file",
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
    public void Lists_a_section_for_each_type() => Assert.Equal(
        SinkTypes.All.Select(type => $"Sinks:{type.Name}"),
        SinksRegistration.Sections.Select(section => section.Path).Where(path => path.StartsWith("Sinks:", StringComparison.Ordinal)));

    [Fact]
    public void Makes_several_sinks_of_one_type_by_names_of_their_own()
    {
        var settings = new Dictionary<string, string?>
        {
            ["sinks:audit:type"] = "file",
            ["sinks:audit:path"] = "/tmp/audit",
            ["sinks:Archive:type"] = "File",
            ["sinks:Archive:path"] = "/tmp/archive",
        };
        using var provider = Provider(settings);

        Assert.Equal(["archive", "audit"], Names(settings));
        Assert.Equal("/tmp/archive", provider.GetRequiredService<IOptionsMonitor<FileSinkOptions>>().Get("archive").Path);
        Assert.IsType<FileSink>(provider.GetKeyedService<IAlertSink>("audit"));
    }

    [Theory]
    [InlineData("sinks:soar:type", "soap", "the sink 'soar' has the type 'soap', which is none; allowed: elasticsearch, ")]
    [InlineData("sinks:soar", "", "the sink 'soar' has the type 'soar', which is none")]
    [InlineData("sinks:file-urgent:type", "file", "cannot be a sink's name")]
    [InlineData("sinks:a b:type", "file", "'a b' cannot be a sink's name")]
    public void Refuses_names_and_types_that_cannot_be(string key, string value, string expected)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Names(new() { [key] = value }));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private static List<string> Names(Dictionary<string, string?> settings, params string[] only)
    {
        using var provider = Provider(settings, only);
        var configuration = provider.GetRequiredService<IConfiguration>();
        var names = ConfiguredSinks.Choose(configuration.GetSection("sinks"), only).Select(sink => sink.Name).ToList();
        var lanes = names.Count + names.Count(name => name is "webhook" or "alertmanager");
        Assert.Equal(lanes, provider.GetServices<IHostedService>().Count(worker => worker is SinkWorker or OnCallWorker));
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
