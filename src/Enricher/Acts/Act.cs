using System.Net;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Acts;

/// <summary>What a process did at a moment, as far as both sensors tell it.</summary>
/// <param name="Time">When.</param>
/// <param name="Pid">Who, on the node.</param>
/// <param name="File">Path of the file that was touched, without detours.</param>
/// <param name="Address">Whom it spoke to.</param>
/// <param name="Port">On which port; 0 when that was not told.</param>
/// <param name="IsExec">It ran a program.</param>
internal readonly record struct Act(EventTime Time, long Pid, string? File, IPAddress? Address, int Port, bool IsExec)
{
    // Falco's and Tetragon's events of one act are at most 0.1 ms apart; conversions to wall clock jitter by 1.35 ms.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(2);

    private const int LongestFile = 1_024;

    /// <summary>What an event says was done; null when it says too little to be recognised.</summary>
    public static Act? Of(Observation observation, Enrichment enrichment)
    {
        var isExec = observation.Action is "execve" or "execveat" or "bprm_check_security" or "security_bprm_check";
        var file = observation.File?.Path is { Length: > 0 and <= LongestFile } path ? Straight(path) : null;
        var address = observation.Network?.DestinationAddress;
        return (enrichment.Process?.Pid ?? observation.Process?.Pid) is { } pid && (isExec || file is not null || address is not null)
            ? new(observation.Time, pid, file, address, observation.Network?.DestinationPort ?? 0, isExec)
            : null;
    }

    /// <summary>Whether both are one and the same.</summary>
    public bool IsSame(in Act other) =>
        Pid == other.Pid && Time <= other.Time + Tolerance && other.Time <= Time + Tolerance
        && ((IsExec && other.IsExec)
            || (File is not null && File == other.File)
            || (Address is not null && Address.Equals(other.Address) && (Port == 0 || other.Port == 0 || Port == other.Port)));

    // Falco tells a path straight, Tetragon as the process wrote it.
    private static string Straight(string path) =>
        path[0] == '/' && path.Contains("/.", StringComparison.Ordinal) && !path.Contains('\0', StringComparison.Ordinal) ? Path.GetFullPath(path) : path;
}
