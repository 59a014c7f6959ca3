using Eyrie.Commands;
using Eyrie.Ingestor;
using Eyrie.Platform.Configuration;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Tests.Commands;

public sealed class ConfigurationReloadTests : IDisposable
{
    private const string One = "  - { name: one, type: falco-grpc, address: \"unix:///run/one.sock\" }\n";
    private const string Two = "  - { name: two, type: falco-grpc, address: \"unix:///run/two.sock\" }\n";

    private readonly TestFolder _folder = new();
    private readonly RecordedLog<ConfigurationReload> _log = new();
    private readonly ServiceProvider _services;
    private readonly ConfigurationReload _reload;

    public ConfigurationReloadTests()
    {
        var loaded = Write("sensors:\n" + One);
        _services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(loaded.Configuration)
            .AddIngestor().BuildServiceProvider();
        _reload = new(loaded, Load, _services.GetRequiredService<SensorReload>(), TimeProvider.System, _log);
    }

    [Fact]
    public void Takes_a_new_list_of_sensors_over()
    {
        Write("sensors:\n" + One + Two);

        _reload.Reload();

        Assert.Equal(["Information: The sensors are now: one, two"], _log.Lines);
    }

    [Fact]
    public void Changes_nothing_for_a_file_with_a_mistake_and_takes_the_corrected_one()
    {
        File.WriteAllText(_folder["eyrie.yaml"], "sensors:\n" + One + Two.Replace("unix:", "pipe:", StringComparison.Ordinal));
        _reload.Reload();
        Assert.Contains("is not used", Assert.Single(_log.Lines), StringComparison.Ordinal);

        Write("sensors:\n" + Two);
        _reload.Reload();

        Assert.EndsWith("The sensors are now: two", _log.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_takes_a_restart()
    {
        Write("cluster: other\nsensors:\n" + One);

        _reload.Reload();

        Assert.Equal(["Warning: Only sensors are taken over without a restart; these wait for one: cluster"], _log.Lines);
    }

    public void Dispose()
    {
        _reload.Dispose();
        _services.Dispose();
        _folder.Dispose();
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
}
