namespace Eyrie.Sinks.Elasticsearch;

/// <summary>
/// How much Elasticsearch gets at a time: less when it says that it is too much, more again while all is taken. At first fewer requests
/// at once, then smaller ones.
/// </summary>
internal sealed class BulkPace(ElasticsearchOptions options, TimeProvider time)
{
    // Full speed is tried every few batches while there is too little of it: that is no change worth telling.
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(1);

    /// <summary>Smaller ones only cost more.</summary>
    public const int FewestDocuments = 10;

    /// <summary>Smallest that bodies are made on their own: any document of ours fits.</summary>
    public const int FewestBytes = 10_000;

    private bool _isTold;
    private long _throttled;

    /// <summary>Requests at once.</summary>
    public int InFlight { get; private set; } = options.MaxInFlight;

    /// <summary>Documents of a request.</summary>
    public int Documents { get; private set; } = options.MaxRequestDocuments;

    /// <summary>Bytes of a request, unpacked.</summary>
    public long Bytes { get; private set; } = options.MaxRequestBytes;

    /// <summary>Whether it is less than the options allow.</summary>
    public bool IsSlowed => InFlight < options.MaxInFlight || Documents < options.MaxRequestDocuments;

    /// <summary>429: for some documents or for a request.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Throttled()
    {
        var isNews = !_isTold;
        (_isTold, _throttled) = (true, time.GetTimestamp());
        if (InFlight > 1)
        {
            InFlight /= 2;
        }
        else if (Documents > FewestDocuments)
        {
            Documents = Math.Max(FewestDocuments, Documents / 2);
        }

        return isNews;
    }

    /// <summary>413: what a server or a proxy allows does not change by itself, so bodies stay below.</summary>
    /// <returns>Whether they are to be smaller than before.</returns>
    public bool TooLarge(long bytes)
    {
        var most = Math.Max(FewestBytes, bytes / 2);
        var isNews = most < Bytes;
        Bytes = Math.Min(Bytes, most);
        return isNews;
    }

    /// <summary>A batch was taken, and nothing of it refused for haste.</summary>
    /// <returns>Whether all is as before the first 429, for a while.</returns>
    public bool Taken()
    {
        if (Documents < options.MaxRequestDocuments)
        {
            Documents = Math.Min(options.MaxRequestDocuments, Documents + Math.Max(1, Documents / 4));
        }
        else if (InFlight < options.MaxInFlight)
        {
            InFlight++;
        }

        var isNews = _isTold && !IsSlowed && time.GetElapsedTime(_throttled) >= Calm;
        _isTold &= !isNews;
        return isNews;
    }
}
