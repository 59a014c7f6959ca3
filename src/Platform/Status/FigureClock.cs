namespace Eyrie.Platform.Status;

/// <summary>The last seconds: over them rates are told.</summary>
/// <param name="time">The clock.</param>
internal sealed class FigureClock(TimeProvider time)
{
    /// <summary>How many.</summary>
    public const int Seconds = 10;

    private readonly long[] _at = [.. Enumerable.Repeat(time.GetTimestamp(), Seconds)];

    /// <summary>The last second's place.</summary>
    public int Slot { get; private set; } = Seconds - 1;

    /// <summary>Since the oldest second that is known.</summary>
    public TimeSpan Span => time.GetElapsedTime(_at[(Slot + 1) % Seconds]);

    /// <summary>A second passed.</summary>
    public void Tick()
    {
        Slot = (Slot + 1) % Seconds;
        _at[Slot] = time.GetTimestamp();
    }
}
