using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Platform.Tests;

public sealed class HostExitTests
{
    [Fact]
    public async Task A_worker_that_throws_ends_the_process_with_1()
    {
        using var host = With<Failing>();

        Assert.Equal(1, await host.RunToExitCodeAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_worker_that_is_stopped_ends_it_with_0()
    {
        using var host = With<Waiting>();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(
            host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication);

        Assert.Equal(0, await host.RunToExitCodeAsync(TestContext.Current.CancellationToken));
    }

    private static IHost With<TWorker>()
        where TWorker : BackgroundService
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.ClearProviders();
        builder.Services.AddHostedService<TWorker>();
        return builder.Build();
    }

    private sealed class Failing : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new PipelineException(FailureKind.Fatal, "no input can succeed");
        }
    }

    private sealed class Waiting : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stoppingToken);
    }
}
