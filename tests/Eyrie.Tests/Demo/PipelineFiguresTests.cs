using System.Diagnostics.Metrics;
using Eyrie.Demo;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Tests.Demo;

public sealed class PipelineFiguresTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ServiceProvider _others = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose()
    {
        _services.Dispose();
        _others.Dispose();
    }

    [Fact]
    public void Adds_up_by_name_and_by_tags()
    {
        using var figures = new PipelineFigures(Meters(_services));
        var counter = Meters(_services).Create("Eyrie.Sinks").CreateCounter<long>("eyrie.sink.alerts");

        counter.Add(3, new("sink", "slack"), new("outcome", "written"));
        counter.Add(4, new("sink", "slack"), new("outcome", "written"));
        counter.Add(5, new("sink", "slack"), new("outcome", "filtered"));
        counter.Add(9, new("sink", "file"), new("outcome", "written"));

        Assert.Equal(21, figures.Sum("eyrie.sink.alerts"));
        Assert.Equal(7, figures.Sum("eyrie.sink.alerts", ("sink", "slack"), ("outcome", "written")));
        Assert.Equal(16, figures.Sum("eyrie.sink.alerts", ("outcome", "written")));
        Assert.Equal(12, figures.By("eyrie.sink.alerts", "sink")["slack"]);
        Assert.Equal(0, figures.Sum("eyrie.nobody.counts"));
    }

    [Fact]
    public void Hears_only_the_meters_of_its_own_host()
    {
        using var figures = new PipelineFigures(Meters(_services));

        Meters(_others).Create("Eyrie.Ingestor").CreateCounter<long>("eyrie.ingestor.events.read").Add(5);
        Meters(_services).Create("Somebody.Else").CreateCounter<long>("eyrie.ingestor.events.read").Add(7);

        Assert.Equal(0, figures.Sum("eyrie.ingestor.events.read"));
    }

    private static IMeterFactory Meters(ServiceProvider services) => services.GetRequiredService<IMeterFactory>();
}
