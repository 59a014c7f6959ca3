using System.Diagnostics.Metrics;
using System.Text;
using System.Text.RegularExpressions;
using Eyrie.Testing;

namespace Eyrie.Pipeline.Tests.Metrics;

/// <summary>
/// Writes <c>docs/metrics.md</c> from the instruments themselves. After a wanted change: <c>EYRIE_WRITE_GOLDEN=1 dotnet run --project
/// tests/Pipeline.Tests -- --filter-class "*MetricsReference*"</c>, then read the diff.
/// </summary>
public sealed partial class MetricsReferenceTests
{
    private static readonly (string Meter, string Stage)[] Stages =
        [("Eyrie.Ingestor", "Ingestor"), ("Eyrie.Enricher", "Enricher"), ("Eyrie.Sinks", "Sinks"), ("Eyrie.Platform", "Every process")];

    [Fact]
    public async Task Lists_every_instrument_as_it_is()
    {
        using var every = await EveryInstrument.MeasureAsync();
        var path = Path.Combine(Repository(), "docs", "metrics.md");
        var text = Reference(every.Meters.Instruments);
        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    [Fact]
    public async Task Leaves_out_none_that_the_code_makes()
    {
        using var every = await EveryInstrument.MeasureAsync();

        var made = Directory.EnumerateFiles(Path.Combine(Repository(), "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Created().Matches(File.ReadAllText(file)).Select(one => one.Groups["name"].Value)).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(made, every.Meters.Instruments.Select(one => one.Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Finds_a_measurement_with_every_label_of_every_instrument()
    {
        using var every = await EveryInstrument.MeasureAsync(); // a label that is not declared throws there

        Assert.Empty(every.Meters.Unused);
    }

    [Fact]
    public void Finds_somebody_who_calls_what_measures()
    {
        var silent = MetricCalls.Measuring().Where(method => !MetricCalls.IsCalled(method)).Select(method => $"{method.DeclaringType!.Name}.{method.Name}");

        Assert.Empty(silent);
    }

    [Fact]
    public async Task Says_the_names_that_Prometheus_gets()
    {
        using var every = await EveryInstrument.MeasureAsync();

        var (scraped, runtime) = await Scrape.OfAsync(every.Meters.Instruments, TestContext.Current.CancellationToken);

        Assert.Equal(
            every.Meters.Instruments.Select(one => $"{PrometheusName.Of(one)} {Kind(one).ToLowerInvariant()}").Distinct().Order(StringComparer.Ordinal), scraped);
        Assert.Empty(RuntimeInstruments.Names().Except(runtime));
    }

    private static string Reference(IReadOnlyList<Instrument> instruments)
    {
        var text = new StringBuilder("""
            # Metrics

            Made by a test from the instruments themselves; do not edit. They are at `/metrics` (`http.listen`, port 8808) under Prometheus' names, and go over OTLP under
            their own. A histogram has `_bucket`, `_sum` and `_count`; a gauge may be an up-down counter. Prometheus adds `otel_scope_name`, the meter, to all, and
            `target_info` says `service_name`, `service_version` and `service_instance_id`. No label has a pod, a rule or an id as its value,
            and a node's only where the configuration names its address (`address`, `url`).

            How long an alert takes from end to end is `eyrie_sink_latency_seconds{from="sensor"}`; where the time goes: `eyrie_ingestor_event_lag_seconds` (to the receipt),
            `eyrie_ingestor_publish_duration_seconds` (to Kafka), `eyrie_enricher_latency_seconds{from="read"}` (to the document),
            `eyrie_sink_latency_seconds{from="enriched"}` (to the target's answer). They compare clocks of several machines: a clock that is behind shows as 0, one that is ahead as too much.


            """.ReplaceLineEndings("\n"));
        foreach (var (meter, stage) in Stages)
        {
            text.Append($"## {stage} (`{meter}`)\n\n| instrument | Prometheus | kind | unit | labels | what |\n|---|---|---|---|---|---|\n");
            foreach (var one in instruments.Where(one => one.Meter.Name == meter).DistinctBy(one => one.Name).OrderBy(one => one.Name, StringComparer.Ordinal))
            {
                var labels = string.Join(", ", TestMeters.Declared(one).Select(label => $"`{label}`"));
                text.Append($"| `{one.Name}` | `{PrometheusName.Of(one)}` | {Kind(one).ToLowerInvariant()} | {Unit(one)} | {labels} | {one.Description} |\n");
            }

            text.Append('\n');
        }

        return text.Append(RuntimeInstruments.Table()).ToString();
    }

    private static string Unit(Instrument one) => one.Unit is { Length: > 0 } unit ? $"`{unit}`" : "";

    internal static string Kind(Instrument one) => one.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "Counter",
        "Histogram" => "Histogram",
        _ => "Gauge",
    };

    internal static string Repository() => Path.Combine(Samples.Path(), "..", "..");

    [GeneratedRegex(@"\.Create(Observable|UpDown)?(Counter|Gauge|Histogram|UpDownCounter|Latency)(<\w+>)?\(\s*""(?<name>[a-z_.]+)""")]
    private static partial Regex Created();
}
