using System.Buffers;
using System.Diagnostics;
using System.Globalization;

namespace Eyrie.Platform.Tracing;

/// <summary>
/// Which events are traced. An event's id is its trace's id, and says whether it is: all stages decide alike without asking each other, and
/// an event that is read again has the same trace.
/// </summary>
/// <param name="ratio">0 for none, 1 for all.</param>
public sealed class TraceSampling(double ratio)
{
    private const int IdLength = 32;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");
    private readonly double _bound = ratio * long.MaxValue;

    /// <summary>Nothing is traced.</summary>
    public static TraceSampling Off { get; } = new(0);

    /// <summary>Whether anything is.</summary>
    public bool IsOn => ratio > 0;

    /// <summary>Where an event's next span belongs.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="traceParent">W3C trace context that it came with: who began its trace has decided. Null or unreadable: nobody did.</param>
    /// <returns>The trace, without a span when it begins here; null when the event is not traced.</returns>
    public ActivityContext? Of(string id, string? traceParent) =>
        !IsOn ? null
        : traceParent is not null && ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent)
            ? (parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? parent : null)
        : IsChosen(id) ? new(ActivityTraceId.CreateFromString(id), spanId: default, ActivityTraceFlags.Recorded)
        : null;

    // As OpenTelemetry's TraceIdRatioBased has it: the id's second half is a number.
    private bool IsChosen(string id) =>
        id.Length == IdLength
        && ulong.TryParse(id.AsSpan(IdLength / 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
        && (number & long.MaxValue) <= _bound
        && !id.AsSpan().ContainsAnyExcept(Digits)
        && id.AsSpan().ContainsAnyExcept('0');
}
