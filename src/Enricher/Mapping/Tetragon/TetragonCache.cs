using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>
/// Translates a process out of Tetragon's cache. Nothing happened to it just now: the Ingestor fetched it after it had connected, because
/// it may have begun while nobody listened.
/// </summary>
internal static class TetragonCache
{
    // The agent counts how often it took a process for ended, by exit or by another exec.
    private const string Ended = "process--";

    /// <summary>Maps one process.</summary>
    /// <exception cref="FormatException">It is no <c>ProcessInternal</c> with a process in it.</exception>
    public static Observation Map(in SensorEvent origin, string id)
    {
        var cached = Read(origin.Payload.Span);
        if (TetragonProcesses.Read(cached.Process) is not { ExecId: not null } process)
        {
            throw new FormatException("a tetragon.ProcessInternal without a process");
        }

        return new()
        {
            Id = id,
            Format = origin.Format,
            Node = origin.Node,
            Cluster = origin.Cluster,
            TraceParent = origin.TraceParent,
            Time = origin.Received,
            Received = origin.Received,
            Kind = ObservationKind.CachedProcess,
            EventName = "process_cache",
            Process = process with { IsOver = cached.RefcntOps.TryGetValue(Ended, out var times) && times > 0 },
            Container = TetragonProcesses.Container(cached.Process),
            Pod = TetragonProcesses.Pod(cached.Process),
        };
    }

    private static ProcessInternal Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            return ProcessInternal.Parser.ParseFrom(payload);
        }
        catch (Exception e) when (TetragonReader.IsUnreadable(e))
        {
            throw new FormatException($"not a tetragon.ProcessInternal: {e.Message}", e);
        }
    }
}
