using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.OnCall;

/// <summary>What people were told. A seam: tests keep it in memory.</summary>
internal interface INoticeBook
{
    /// <summary>What was told of a group at an address; null when nothing is known.</summary>
    Told? Find(NoticeKey key);

    /// <summary>Everybody who was told of an incident, and not yet that it is over.</summary>
    IReadOnlyList<(NoticeKey Key, RouteTarget Target)> WhoKnows(string sink, string incident);

    /// <summary>Remembers what was told; ends when it is safe, or cannot be made so in reasonable time.</summary>
    Task WriteAsync(NoticeKey key, NoticePage page, CancellationToken cancellation);
}
