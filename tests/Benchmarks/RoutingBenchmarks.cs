using System.Globalization;
using BenchmarkDotNet.Attributes;
using Eyrie.Contracts;
using Eyrie.Sinks.Routing;
using Eyrie.Sinks.Routing.Reading;

namespace Eyrie.Benchmarks;

/// <summary>Where one alert goes at one sink, by 100 routes of which the last takes it, and 100 silences in force that do not fit. Budget: 50 µs, so that 5,000 alerts a second at four sinks are one core.</summary>
[MemoryDiagnoser]
public class RoutingBenchmarks
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly AlertRouter _byName = Router(i => $"namespace: team-{i}, severity: '>= warning'");
    private readonly AlertRouter _byWildcard = Router(i => $"namespace: 'team-{i}-*', workload: '*-{i}'");
    private readonly AlertRouter _byRegex = Router(i => $"rule: '/shell.*{i}$/'");

    private readonly Alert _alert = new()
    {
        Id = "0123456789abcdef0123456789abcdef",
        Document = "{}"u8.ToArray(),
        Severity = Severity.Error,
        Rule = "Terminal shell in container 99",
        Namespace = "team-99",
        Workload = "Deployment/web-99",
        Labels = new Dictionary<string, string> { ["app"] = "web", ["team"] = "crew" },
    };

    [Benchmark]
    public object ByName() => _byName.Route("slack", _alert, Now);

    [Benchmark]
    public object ByWildcard() => _byWildcard.Route("slack", _alert, Now);

    [Benchmark]
    public object ByRegularExpression() => _byRegex.Route("slack", _alert, Now);

    private static AlertRouter Router(Func<int, string> match)
    {
        var routes = Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"    - {{ match: {{ {match(i)} }}, sinks: {{ slack: {{ channel: \"#c{i}\" }} }} }}"));
        var silences = Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"  - {{ match: {{ namespace: quiet-{i}, rule: 'x*' }}, creator: me, reason: work, until: 2027-01-01T00:00:00Z }}"));
        var book = new RoutingBook();
        book.Take(RoutingReading.Parse($"route:\n  sinks: [slack]\n  routes:\n{string.Join('\n', routes)}\nsilences:\n{string.Join('\n', silences)}\n", "bench", new Dictionary<string, RoutedSink>()));
        return new(new Dictionary<string, RoutedSink> { ["slack"] = RoutedSink.Unconfigured("slack") }, book);
    }
}
