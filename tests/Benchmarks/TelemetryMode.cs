namespace Eyrie.Benchmarks;

/// <summary>What of its telemetry the Ingestor has on.</summary>
/// <param name="Name">For the table.</param>
/// <param name="IsShown"><c>/metrics</c> and <c>/status</c> are served, and asked for each second.</param>
/// <param name="IsSent">Metrics go to a collector each second, the shortest time that there is.</param>
/// <param name="Traced">What share of alerts is traced to it.</param>
internal sealed record TelemetryMode(string Name, bool IsShown, bool IsSent, double Traced)
{
    public static TelemetryMode Off { get; } = new("none", IsShown: false, IsSent: false, Traced: 0);

    /// <summary>None first: what the others are measured against.</summary>
    public static TelemetryMode[] All { get; } =
    [
        Off,
        new("`/metrics` and `/status`, both asked each second", IsShown: true, IsSent: false, Traced: 0),
        new("metrics over OTLP each second", IsShown: false, IsSent: true, Traced: 0),
        new("metrics over OTLP, a tenth of alerts traced", IsShown: false, IsSent: true, Traced: 0.1),
        new("all of it", IsShown: true, IsSent: true, Traced: 0.1),
    ];

    public bool IsOn => IsShown || IsSent;

    /// <summary>The settings for it.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings(string collector)
    {
        yield return new("http:listen", IsShown ? "127.0.0.1:0" : "");
        if (IsSent)
        {
            yield return new("telemetry:otlpEndpoint", collector);
            yield return new("telemetry:exportInterval", "00:00:01");
            yield return new("telemetry:traceSampleRatio", FormattableString.Invariant($"{Traced}"));
        }
    }
}
