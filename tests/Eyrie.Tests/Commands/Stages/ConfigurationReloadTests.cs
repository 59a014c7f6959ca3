using System.Diagnostics.Metrics;
using Eyrie.Commands;
using Eyrie.Commands.Stages;
using Eyrie.Platform;
using Eyrie.Platform.Configuration;
using Eyrie.Platform.Http;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Tests.Commands.Stages;

public sealed class ConfigurationReloadTests : IAsyncLifetime
{
    private const string One = "  - { name: one, type: falco-grpc, address: \"unix:///run/one.sock\" }\n";
    private const string Two = "  - { name: two, type: falco-grpc, address: \"unix:///run/two.sock\" }\n";
    private const string Audit = "sinks:\n  audit: { type: file, path: /tmp/PATH }\n";

    private readonly TestFolder _folder = new();
    private readonly RecordedLog<ConfigurationReload> _log = new();
    private readonly List<string> _lives = [];
    private readonly ServiceProvider _process;
    private readonly StageRunner _runner;
    private readonly ConfigurationReload _reload;
    private readonly FakeLifetime _lifetime = new();

    public ConfigurationReloadTests()
    {
        var loaded = Write("sensors:\n" + One + Audit);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(ConfigurationReload.Values(loaded)).Build();
        _process = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddPlatform().BuildServiceProvider();
        var stage = new StageDefinition("test's stage", ["sinks"], (services, settings) => services.AddHostedService(provider =>
            new Told(_lives, settings, provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<Readiness>())));
        _runner = new(stage, ConfigurationReload.Values(loaded), _process, _lifetime);
        _reload = new(
            new(loaded, Load, TimeProvider.System), [_runner], configuration, _process.GetRequiredService<Readiness>(), new(_process.GetRequiredService<IMeterFactory>()), _log);
    }

    [Fact]
    public async Task Begins_a_stage_anew_with_what_has_changed()
    {
        await ReloadAsync("sensors:\n" + One + Audit.Replace("PATH", "other", StringComparison.Ordinal));

        Assert.Equal(["begins /tmp/PATH", "ends", "begins /tmp/other"], _lives);
        Assert.Equal(
            ["Information: The test's stage begins anew with the changed configuration: sinks.audit.path", "Information: The test's stage runs with the changed configuration"],
            _log.Lines);
        Assert.False(_lifetime.IsAsked);
        Assert.Equal("/tmp/other", _process.GetRequiredService<IConfiguration>()["sinks:audit:path"]);
    }

    [Fact]
    public async Task Leaves_a_stage_alone_that_the_change_is_not_about()
    {
        await ReloadAsync("sensors:\n" + One + Two + Audit);

        Assert.Equal(["begins /tmp/PATH"], _lives);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Goes_back_when_the_stage_does_not_start_with_it()
    {
        await ReloadAsync("sensors:\n" + One + Audit.Replace("PATH", "bad", StringComparison.Ordinal));

        Assert.Equal(["begins /tmp/PATH", "ends", "begins /tmp/bad", "begins /tmp/PATH"], _lives);
        Assert.Equal("Error: The test's stage could not start with the changed configuration and runs with the old one: it is bad", _log.Lines[^1]);
        Assert.Contains("did not start", Configuration.Reason, StringComparison.Ordinal);

        await ReloadAsync("sensors:\n" + One + Audit.Replace("PATH", "good", StringComparison.Ordinal));

        Assert.Equal("begins /tmp/good", _lives[^1]);
        Assert.Equal(PartState.Ready, Configuration.State);
    }

    [Fact]
    public async Task Changes_nothing_for_a_file_with_a_mistake_and_takes_the_corrected_one()
    {
        using var current = new Latest(_process.GetRequiredService<IMeterFactory>(), "eyrie.configuration.current");
        File.WriteAllText(_folder["eyrie.yaml"], "sinks:\n  audit: { type: file, paht: /tmp/x }\n");
        await _reload.ReloadAsync(isAsked: false, TestContext.Current.CancellationToken);

        Assert.Contains("is not used", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Equal((PartState.Degraded, 0), (Configuration.State, current.Value));
        Assert.Equal(["begins /tmp/PATH"], _lives);

        await ReloadAsync("sensors:\n" + One + Audit.Replace("PATH", "good", StringComparison.Ordinal));

        Assert.Equal("begins /tmp/good", _lives[^1]);
        Assert.Equal((PartState.Ready, 1), (Configuration.State, current.Value));
    }

    [Fact]
    public async Task Says_once_what_takes_a_restart_until_it_is_taken_back()
    {
        await ReloadAsync("topics: { prefix: other. }\nsensors:\n" + One + Audit);
        await ReloadAsync("topics: { prefix: other. }\nsensors:\n" + One + Audit + "# again\n");

        Assert.Equal(["Warning: These take effect when the process is restarted, until then the old values hold: topics.prefix"], _log.Lines);
        Assert.Contains("topics.prefix", Configuration.Reason, StringComparison.Ordinal);

        await ReloadAsync("sensors:\n" + One + Audit);

        Assert.Equal(PartState.Ready, Configuration.State);
    }

    [Fact]
    public async Task Says_that_nothing_has_changed_when_asked()
    {
        await _reload.ReloadAsync(isAsked: true, TestContext.Current.CancellationToken);

        Assert.Equal(["Information: The configuration is as it was"], _log.Lines);
    }

    [Fact]
    public async Task Exports_nothing_of_a_life_that_is_over()
    {
        using var lives = new Latest(_process.GetRequiredService<IMeterFactory>(), "lives");
        await ReloadAsync("sensors:\n" + One + Audit.Replace("PATH", "other", StringComparison.Ordinal));

        lives.Observe();

        Assert.Equal(["/tmp/other"], lives.Tags);
        Assert.Equal("/tmp/other", Assert.Single(_process.GetRequiredService<Readiness>().Parts, static part => part.Part == "life").Reason);
    }

    public async ValueTask InitializeAsync() => await _runner.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _reload.Dispose();
        await _runner.StopAsync(TestContext.Current.CancellationToken);
        await _runner.DisposeAsync();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private PartReadiness Configuration => _process.GetRequiredService<Readiness>().Parts.Single(static part => part.Part == "configuration");

    private Task ReloadAsync(string text)
    {
        Write(text);
        return _reload.ReloadAsync(isAsked: false, TestContext.Current.CancellationToken);
    }

    private LoadedConfiguration Write(string text)
    {
        _folder.Write("eyrie.yaml", text);
        return Load();
    }

    private LoadedConfiguration Load()
    {
        var loaded = ConfigurationLoader.Load(_folder["eyrie.yaml"], new Dictionary<string, string>(), EyrieConfiguration.Sections);
        return loaded.Problems.Count > 0 ? throw new UsageException(string.Join('\n', loaded.Problems)) : loaded;
    }

    private sealed class Told : IHostedService
    {
        private readonly List<string> _lives;
        private readonly string _path;

        public Told(List<string> lives, IConfiguration settings, IMeterFactory meters, Readiness readiness)
        {
            (_lives, _path) = (lives, settings["sinks:audit:path"]!);
            meters.Create("Eyrie.Test").CreateObservableGauge("lives", () => new Measurement<int>(1, [new("path", _path)]));
            readiness.Degraded("life", _path);
        }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _lives.Add($"begins {_path}");
            return _path.EndsWith("bad", StringComparison.Ordinal) ? throw new InvalidOperationException("it is bad") : Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            _lives.Add("ends");
            return Task.CompletedTask;
        }
    }

    private sealed class Latest : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Latest(IMeterFactory scope, string name)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == name && instrument.Meter.Scope == scope)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<int>((_, value, tags, _) =>
            {
                Value = value;
                Tags.AddRange(tags.ToArray().Select(static tag => (string)tag.Value!));
            });
            _listener.Start();
        }

        public int? Value { get; private set; }

        public List<string> Tags { get; } = [];

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();
    }

    private sealed class FakeLifetime : IHostApplicationLifetime
    {
        public bool IsAsked { get; private set; }

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => IsAsked = true;
    }
}
