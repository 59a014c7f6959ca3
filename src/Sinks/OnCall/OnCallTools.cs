using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.OnCall;

/// <summary>What the addresses of a sink share.</summary>
/// <param name="Sink">The sink's name.</param>
/// <param name="Notifier">Who tells.</param>
/// <param name="Options">How patiently.</param>
/// <param name="Book">What was told.</param>
/// <param name="Settlement">What becomes of the alerts.</param>
/// <param name="States">How the addresses are.</param>
/// <param name="Metrics">What is counted.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Where it is logged.</param>
internal sealed record OnCallTools(
    string Sink,
    INotifier Notifier,
    SinkOptions Options,
    INoticeBook Book,
    Settlement Settlement,
    SinkStates States,
    SinkMetrics Metrics,
    TimeProvider Time,
    ILogger Logger)
{
    /// <summary>Its consumer group, for spans.</summary>
    public string Group { get; init; } = "";
}
