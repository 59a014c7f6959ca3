using System.Diagnostics.Metrics;
using Eyrie.Ingestor;
using Eyrie.Ingestor.Health;
using Eyrie.Ingestor.Spool;
using Eyrie.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Benchmarks;

/// <summary>A spool in a folder of its own; its writer works when it is told to.</summary>
internal sealed class OpenSpool : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly HealthReporter _health;

    public OpenSpool(int memoryEvents)
    {
        var (time, options) = (TimeProvider.System, new SpoolOptions());
        var metrics = new IngestorMetrics(_services.GetRequiredService<IMeterFactory>());
        _health = new(Options.Create(new IngestorOptions()), metrics, time, NullLogger<HealthReporter>.Instance);
        var account = new SpoolAccount(metrics, _health, time, NullLogger<SpoolAccount>.Instance);
        var limits = new SpoolLimits(memoryEvents, new IngestorOptions().BufferBytes, options.MaxBytes);
        Spool = new(limits, account, EventSpool.FirstPosition(time.GetUtcNow()));
        Writer = new(Spool, options, _folder["spool"], account, time, NullLogger<SpoolWriter>.Instance);
        Writer.Open();
    }

    public EventSpool Spool { get; }

    public SpoolWriter Writer { get; }

    public void Dispose()
    {
        Writer.Dispose();
        _health.Dispose();
        _services.Dispose();
        _folder.Dispose();
    }
}
