namespace Eyrie.Platform;

/// <summary>Waits between attempts: each twice the last up to a limit, cut by chance so that many clients do not come at once.</summary>
/// <param name="first">The first wait.</param>
/// <param name="longest">The limit.</param>
/// <param name="random">The chance.</param>
public sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private TimeSpan _next = Shorter(first, longest);

    /// <summary>The next wait: between half of the full length and all of it.</summary>
    public TimeSpan Next()
    {
        var full = _next;
        _next = Shorter(full * 2, longest);
        return full * (0.5 + (random.NextDouble() / 2));
    }

    /// <summary>Begins again at the first.</summary>
    public void Reset() => _next = Shorter(first, longest);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
