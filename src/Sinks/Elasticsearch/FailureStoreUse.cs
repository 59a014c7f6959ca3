using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>Says that documents went to a failure store: at once, then once a minute, however many requests that concerns.</summary>
internal sealed class FailureStoreUse(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long? _told;
    private int _untold;

    /// <summary>So many more did.</summary>
    public void Note(int documents, string dataStream)
    {
        _untold += documents;
        if (_told is not { } told || time.GetElapsedTime(told) >= Interval)
        {
            logger.FailureStoreUsed(_untold, dataStream);
            (_told, _untold) = (time.GetTimestamp(), 0);
        }
    }
}
