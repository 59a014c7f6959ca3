using Eyrie.Sinks.Routing.Reading;
using Eyrie.Sinks.Routing.Silences;

namespace Eyrie.Sinks.Routing;

/// <summary>Keeps the routes and silences that hold now. Its two writers replace their part; whoever routes reads one consistent state, without a lock.</summary>
internal sealed class RoutingBook
{
    private readonly Lock _gate = new();
    private IReadOnlyList<Silence> _shared = [];
    private RoutingContent _content = RoutingContent.None;

    public RoutingState State { get; private set => Volatile.Write(ref field, value); } = RoutingState.Empty;

    /// <summary>What the files say now.</summary>
    public void Take(RoutingContent content)
    {
        lock (_gate)
        {
            _content = content;
            State = new(_content, [.. _content.Silences, .. _shared]);
        }
    }

    /// <summary>The silences of the topic now.</summary>
    public void Take(IReadOnlyList<Silence> shared)
    {
        lock (_gate)
        {
            _shared = shared;
            State = new(_content, [.. _content.Silences, .. _shared]);
        }
    }
}
