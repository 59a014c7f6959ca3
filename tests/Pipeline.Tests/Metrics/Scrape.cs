using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Eyrie.Platform;
using Eyrie.Platform.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Pipeline.Tests.Metrics;

/// <summary>What a Prometheus reads off <c>/metrics</c> when instruments have measured something.</summary>
internal static partial class Scrape
{
    /// <summary>Makes instruments that are alike, measures once with each, and asks as Prometheus does.</summary>
    /// <returns>Name and type of each, in order; and the names of those that are .NET's.</returns>
    public static async Task<(IReadOnlyList<string> Alike, IReadOnlyList<string> Runtime)> OfAsync(IReadOnlyList<Instrument> like, CancellationToken cancellation)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("http:listen", "127.0.0.1:0")]);
        builder.Services.AddPlatform().AddTelemetry(builder.Configuration).AddOperatingEndpoints(builder.Configuration);
        using var host = builder.Build();
        await host.StartAsync(cancellation);
        using var meter = new Meter("Eyrie.Alike");
        foreach (var one in like.DistinctBy(one => one.Name))
        {
            Measure(meter, one);
        }

        using var client = new HttpClient();
        var url = host.Services.GetServices<IHostedService>().OfType<OperatingServer>().Single().Url!;
        client.DefaultRequestHeaders.Add("Accept", "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3");
        var text = await client.GetStringAsync(new Uri(url, "metrics"), cancellation);
        await host.StopAsync(cancellation);
        var alike = Value().Matches(text).Select(one => one.Groups["name"].Value).ToHashSet();
        IReadOnlyList<string> found = [.. Type().Matches(text)
            .Select(one => (Name: one.Groups["name"].Value, Kind: one.Groups["kind"].Value))
            .Select(one => (Name: one.Kind is "counter" && !one.Name.EndsWith("_total", StringComparison.Ordinal) ? one.Name + "_total" : one.Name, one.Kind))
            .Where(one => alike.Contains(one.Name) || alike.Contains(one.Name + "_count"))
            .Select(one => $"{one.Name} {one.Kind}").Distinct().Order(StringComparer.Ordinal)];
        return (found, [.. RuntimeValue().Matches(text).Select(one => one.Groups["name"].Value).Distinct()]);
    }

    private static void Measure(Meter meter, Instrument like)
    {
        switch (MetricsReferenceTests.Kind(like))
        {
            case "Counter":
                meter.CreateCounter<long>(like.Name, like.Unit, like.Description, like.Tags!).Add(1);
                break;
            case "Histogram":
                meter.CreateHistogram<double>(like.Name, like.Unit, like.Description, like.Tags!).Record(1);
                break;
            default:
                meter.CreateGauge<double>(like.Name, like.Unit, like.Description, like.Tags!).Record(1);
                break;
        }
    }

    // Declared labels are no labels of anybody's: a measurement without any has the meter's name alone.
    [GeneratedRegex("""^(?<name>\w+)\{otel_scope_name="Eyrie\.Alike"\} """, RegexOptions.Multiline)]
    private static partial Regex Value();

    [GeneratedRegex("""^(?<name>dotnet_\w+)\{""", RegexOptions.Multiline)]
    private static partial Regex RuntimeValue();

    [GeneratedRegex(@"^# TYPE (?<name>\w+) (?<kind>\w+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Type();
}
