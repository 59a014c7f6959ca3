using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher;

/// <summary>What the alerts that wait are looked up by when a process becomes known: its pid, or the beginning of its arguments.</summary>
internal static class WaitKeys
{
    /// <summary>Keys of an alert's process.</summary>
    public static IEnumerable<long> Of(Observation alert, Redaction? secrets)
    {
        if (alert.Process is not { } process)
        {
            yield break;
        }

        if (process.Pid is { } pid)
        {
            yield return pid;
            yield break;
        }

        var (key, scriptKey) = LineJoin.Keys(Claim.Of(process, secrets));
        yield return OfLine(key);
        if (scriptKey is { } script && script != key)
        {
            yield return OfLine(script);
        }
    }

    /// <summary>Key of a command line; pids are positive.</summary>
    public static long OfLine(uint lineKey) => -1L - lineKey;
}
