namespace Eyrie.Tests.Setup;

/// <summary>A clock that stands until it is moved; its timers are real, for requests have time limits.</summary>
internal sealed class FakeClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
