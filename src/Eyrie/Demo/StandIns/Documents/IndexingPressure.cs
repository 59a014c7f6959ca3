namespace Eyrie.Demo.StandIns.Documents;

/// <summary>
/// How many bytes a node may have in its hands at once. What is beyond is refused with 429: by the node that takes the request the whole of it,
/// by the one that has the shard the documents for it.
/// </summary>
/// <param name="stage"><c>coordinating</c> or <c>primary</c>.</param>
internal sealed class IndexingPressure(string stage)
{
    private const long TenthOfAGigabyte = 107_374_182; // indexing_pressure.memory.limit is 10% of the heap
    private long _current;
    private long _rejections;

    /// <summary>The most.</summary>
    public long Limit { get; set; } = TenthOfAGigabyte;

    /// <summary>How often something was refused.</summary>
    public long Rejections => Interlocked.Read(ref _rejections);

    /// <summary>Takes bytes into its hands, or says why it cannot. Others' bytes can be taken so, too.</summary>
    /// <param name="bytes">How many.</param>
    /// <returns>The reason of the refusal; null when they were taken, then <see cref="Release"/> gives them back.</returns>
    public string? Take(long bytes)
    {
        var all = Interlocked.Add(ref _current, bytes);
        if (all <= Limit)
        {
            return null;
        }

        Release(bytes);
        Interlocked.Increment(ref _rejections);
        return $"rejected execution of {stage} operation [coordinating_and_primary_bytes={all - bytes}, replica_bytes=0, all_bytes={all - bytes}, "
            + $"{stage}_operation_bytes={bytes}, max_coordinating_and_primary_bytes={Limit}]";
    }

    /// <summary>Gives them back.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _current, -bytes);
}
