using Eyrie.Platform;

namespace Eyrie.Sinks.OnCall;

/// <summary>Tells people of incidents, one place (channel, service) at a time. One implementation a target.</summary>
internal interface INotifier
{
    /// <summary>The sink's name in the configuration.</summary>
    string Name { get; }

    /// <summary>How much may be told at one address.</summary>
    NoticePace Pace { get; }

    /// <summary>The place a route's settings lead to: a channel, a key's file. Alerts of one address are told one after the other.</summary>
    string AddressOf(Routing.RouteSettings settings);

    /// <summary>Tells the news of one incident. Called by one thread at a time for an address; addresses are told at the same time.</summary>
    /// <param name="notice">What is new.</param>
    /// <param name="cancellation">Fires when the host stops.</param>
    /// <returns>What people have been told by now: kept, and given back with the next notice of the group.</returns>
    /// <exception cref="PipelineException">
    /// <see cref="FailureKind.Transient"/>: it may have been told or not; comes again.
    /// <see cref="FailureKind.Rejected"/>: it can never be told; its alerts are dead-lettered.
    /// <see cref="FailureKind.Fatal"/>: the target refuses us; comes again until a person has acted.
    /// </exception>
    Task<Told> TellAsync(Notice notice, CancellationToken cancellation);

    /// <summary>Tells of many incidents at once, in a storm; only called when <see cref="NoticePace.MostBeforeDigest"/> is not null.</summary>
    /// <returns>What people have been told of each, in the same order.</returns>
    /// <exception cref="PipelineException">As above.</exception>
    Task<IReadOnlyList<Told>> TellManyAsync(IReadOnlyList<Notice> notices, CancellationToken cancellation);
}

/// <summary>How much may be told at one address.</summary>
/// <param name="Interval">Least time between two requests, after a burst.</param>
/// <param name="Burst">How many may follow each other at once.</param>
/// <param name="UpdateInterval">Least time between two notices of one group when the later brings nothing worse, unless the route says otherwise.</param>
/// <param name="MostBeforeDigest">So many groups may be told one by one within <paramref name="DigestInterval"/>; what is beyond that, is told at once. Null: no digests.</param>
/// <param name="DigestInterval">Least time between two digests.</param>
internal sealed record NoticePace(TimeSpan Interval, int Burst, TimeSpan UpdateInterval, int? MostBeforeDigest, TimeSpan DigestInterval)
{
    /// <summary>In place of the two intervals, where it is shorter, while no more is read for want of memory: else a backlog would go on once an interval.</summary>
    public TimeSpan PressedInterval { get; init; } = TimeSpan.FromSeconds(5);
}
