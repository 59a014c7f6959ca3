namespace Eyrie.Demo.StandIns;

/// <summary>Lets a stand-in be away: while it lasts, every request is answered with a status and nothing is taken.</summary>
internal sealed class Outage
{
    private volatile int _status;
    private long _refused;

    /// <summary>The status that is answered now; 0 when there is no outage.</summary>
    public int Status => _status;

    /// <summary>Requests refused so far.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Answers with that status from now on.</summary>
    public void Begin(int status) => _status = status;

    /// <summary>Takes requests again.</summary>
    public void End() => _status = 0;

    /// <summary>Counts a request that was refused.</summary>
    public void RequestRefused() => Interlocked.Increment(ref _refused);
}
