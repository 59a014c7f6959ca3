using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>Says that lines were no events: once when it begins, then at most once a minute with their number, never their text.</summary>
internal sealed class RejectedLines(string sensor, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long _count;
    private string _why = "";
    private long? _toldAt;

    /// <summary>Another one.</summary>
    public void Add(string why) => (_count, _why) = (_count + 1, why);

    /// <summary>Says it, if there is something to say and it was not said lately.</summary>
    public void Tell()
    {
        if (_count > 0 && (_toldAt is not { } at || time.GetElapsedTime(at) >= Interval))
        {
            logger.LinesRejected(sensor, _count, _why);
            _count = 0;
            _toldAt = time.GetTimestamp();
        }
    }
}
