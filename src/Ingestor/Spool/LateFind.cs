namespace Eyrie.Ingestor.Spool;

/// <summary>
/// What an earlier process left was found when events of ours were on their way already: the disk could not be used before. It comes next,
/// although its positions are lower. Until it is done with, all below ours is not. Guarded by the spool's gate.
/// </summary>
/// <param name="last">The last position that was found.</param>
/// <param name="taken">All of ours below this position were taken before.</param>
/// <param name="settled">All of ours below this position were settled before.</param>
internal sealed class LateFind(long last, long taken, long settled)
{
    /// <summary>All of ours below this position are settled.</summary>
    public long Settled { get; private set; } = settled;

    /// <summary>It is one of ours that were taken before.</summary>
    public bool Postpones(long position)
    {
        var isOurs = position > last + 1 && position <= taken;
        Settled = isOurs ? Math.Max(Settled, position) : Settled;
        return isOurs;
    }

    /// <summary>With that, all that was found is settled.</summary>
    public bool IsDone(long position) => position > last;
}
