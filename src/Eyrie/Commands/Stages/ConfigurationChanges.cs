using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Eyrie.Platform.Configuration;

namespace Eyrie.Commands.Stages;

/// <summary>Notices when the configuration is to be read again: its file has changed, or somebody asks by SIGHUP.</summary>
internal sealed class ConfigurationChanges(LoadedConfiguration loaded, Func<LoadedConfiguration> load, TimeProvider time) : IDisposable
{
    // A mounted ConfigMap is replaced by a link, which no watch on the file sees.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _asked = new(0);

    /// <summary>The configuration that the process began with.</summary>
    public LoadedConfiguration Loaded => loaded;

    /// <summary>Reads it as it is now.</summary>
    /// <exception cref="UsageException">There is a mistake in it.</exception>
    public LoadedConfiguration Load() => load();

    /// <summary>One item each time; true when somebody asked.</summary>
    public async IAsyncEnumerable<bool> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var hangUp = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ask);
        var (held, seen) = (Fingerprint(), "");
        while (true)
        {
            var isAsked = await IsAskedAsync(cancellation);
            var (now, before) = (Fingerprint(), seen);
            seen = now;

            // Who writes a file in place empties it first: what looks the same twice is whole.
            if (isAsked || (now != held && now == before && now.Length > 0))
            {
                held = now;
                yield return isAsked;
            }
        }
    }

    public void Dispose() => _asked.Dispose();

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = true; // its usual meaning is to end
        _asked.Release();
    }

    private async Task<bool> IsAskedAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var asked = _asked.WaitAsync(either.Token);
        await Task.WhenAny(asked, Task.Delay(Interval, time, either.Token));
        await either.CancelAsync();
        stop.ThrowIfCancellationRequested();
        await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return asked.IsCompletedSuccessfully;
    }

    // Empty while the file is away: it is being replaced.
    private string Fingerprint()
    {
        try
        {
            return loaded.File is { } file ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
