using Eyrie.Contracts;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.OnCall;

/// <summary>What a sink that calls people reads, as whom.</summary>
/// <param name="Sink">The sink's name.</param>
/// <param name="Prefix">What groups' names start with.</param>
/// <param name="Topics">The pipeline's topics.</param>
internal sealed record OnCallRoute(string Sink, string Prefix, Topics Topics)
{
    /// <summary>The consumer group.</summary>
    public string Group => $"{Prefix}sink-{Sink}";
}

/// <summary>The parts of a sink that calls people, between Kafka and the notifier.</summary>
internal sealed class OnCallDesk : IDisposable
{
    /// <summary>How long what is in flight may take when the process stops.</summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(8);

    public OnCallDesk(OnCallRoute route, IAlertRouter router, OnCallTools tools, OnCallOffsets offsets)
    {
        (Route, Offsets, Settlement, Metrics) = (route, offsets, tools.Settlement, tools.Metrics);
        Dispatcher = new(tools);
        Intake = new(route.Sink, route.Topics, router, Dispatcher, tools.Settlement, tools.Time);
    }

    public OnCallRoute Route { get; }

    public OnCallOffsets Offsets { get; }

    public Settlement Settlement { get; }

    public SinkMetrics Metrics { get; }

    public Dispatcher Dispatcher { get; }

    public OnCallIntake Intake { get; }

    public void Dispose() => Dispatcher.Dispose();
}
