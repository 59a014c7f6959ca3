using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests;

internal static class FakeTime
{
    /// <summary>Moves the clock on for whoever waits for it, until something has happened.</summary>
    public static async Task AdvanceUntilAsync(this FakeTimeProvider time, Task happened, CancellationToken cancellation)
    {
        while (!happened.IsCompleted)
        {
            cancellation.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await happened;
    }
}
