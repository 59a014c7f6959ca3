using Eyrie.Contracts;
using Eyrie.Ingestor.Health;

namespace Eyrie.Ingestor.Sensors;

/// <summary>What an event is worth when there is no room for all; the least goes first.</summary>
internal enum EventWorth
{
    /// <summary>Processes that begin and end, and whatever else a sensor says about the ordinary.</summary>
    Telemetry,

    /// <summary>What a policy of Tetragon's was written for.</summary>
    Policy,

    /// <summary>Falco's alerts, and what is said about the sensors themselves.</summary>
    Alert,
}

/// <summary>What a sensor says about itself with an event.</summary>
internal enum SensorNotice
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Falco lost system calls.</summary>
    FalcoDrops,

    /// <summary>Falco gave up something else: time-outs, a failed restart.</summary>
    FalcoTrouble,

    /// <summary>Tetragon stopped or began again to report a cgroup.</summary>
    TetragonThrottle,

    /// <summary>Tetragon's export left events out.</summary>
    TetragonRateLimit,
}

/// <summary>
/// What the Ingestor needs to know of an event, found by walking over its outermost fields: it decodes nothing, allocates nothing and
/// never fails, whatever the bytes are. Where they make no sense it ends with what it has found by then.
/// </summary>
/// <param name="Worth">What it is worth.</param>
/// <param name="Notice">What the sensor says about itself.</param>
/// <param name="Time">The sensor's time; null when it is not found.</param>
/// <param name="Node">
/// Where in the payload the node's name is, in UTF-8; empty when it is not found, or written with escapes in JSON. A process out of
/// Tetragon's cache has it in its id alone, and this is where the id is: base64 of <c>node:ktime:pid</c>.
/// </param>
internal readonly record struct EventGlance(EventWorth Worth, SensorNotice Notice, EventTime? Time, Range Node)
{
    /// <summary>Glances at an event.</summary>
    public static EventGlance At(ReadOnlySpan<byte> payload, SensorFormat format) => format switch
    {
        SensorFormat.FalcoProtobuf => FalcoGlance.AtProtobuf(payload),
        SensorFormat.FalcoJson => FalcoGlance.AtJson(payload),
        SensorFormat.TetragonProtobuf => TetragonGlance.AtProtobuf(payload),
        SensorFormat.EyrieJson => HealthGlance.At(payload),
        SensorFormat.TetragonProcess => TetragonGlance.AtProcess(payload),
        _ => TetragonGlance.AtJson(payload),
    };
}
