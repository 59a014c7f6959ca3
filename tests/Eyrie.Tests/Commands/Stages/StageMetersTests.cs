using System.Diagnostics.Metrics;
using Eyrie.Commands.Stages;
using Eyrie.Platform.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Tests.Commands.Stages;

public sealed class StageMetersTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private IMeterFactory Process => _services.GetRequiredService<IMeterFactory>();

    [Fact]
    public void Takes_the_shared_meter_from_the_process()
    {
        using var meters = new StageMeters(Process);

        Assert.Same(Process.Create(PlatformMeter.Name), meters.Create(PlatformMeter.Name));
    }

    [Fact]
    public void Makes_the_stages_own_in_the_name_of_the_process_and_one_of_a_name()
    {
        using var meters = new StageMeters(Process);

        var meter = meters.Create("Eyrie.Sinks");

        Assert.Same(meter, meters.Create("Eyrie.Sinks"));
        Assert.NotSame(meter, Process.Create("Eyrie.Sinks"));
        Assert.Same(Process, meter.Scope);
    }

    public void Dispose() => _services.Dispose();
}
