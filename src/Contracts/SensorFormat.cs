namespace Eyrie.Contracts;

/// <summary>How a sensor's bytes are to be read. Travels as the record header <c>format</c>.</summary>
public enum SensorFormat
{
    /// <summary>A binary <c>falco.outputs.response</c>.</summary>
    FalcoProtobuf,

    /// <summary>One alert as Falco's JSON output writes it.</summary>
    FalcoJson,

    /// <summary>A binary <c>tetragon.GetEventsResponse</c>.</summary>
    TetragonProtobuf,

    /// <summary>One event as Tetragon's JSON export writes it.</summary>
    TetragonJson,

    /// <summary>What we say ourselves of a sensor's health: a <see cref="HealthEvent"/>.</summary>
    EyrieJson,

    /// <summary>A binary <c>tetragon.ProcessInternal</c>: a process out of the agent's cache, for those that began while nobody listened.</summary>
    TetragonProcess,
}

/// <summary>The names that formats and sensors have on the wire.</summary>
public static class SensorFormats
{
    /// <summary>The value of the header <c>format</c>.</summary>
    public static string WireName(this SensorFormat format) => format switch
    {
        SensorFormat.FalcoProtobuf => "falco-protobuf",
        SensorFormat.FalcoJson => "falco-json",
        SensorFormat.TetragonProtobuf => "tetragon-protobuf",
        SensorFormat.EyrieJson => "eyrie-json",
        SensorFormat.TetragonProcess => "tetragon-process",
        _ => "tetragon-json",
    };

    /// <summary>The value of the header <c>sensor</c> and of <c>event.module</c>.</summary>
    public static string Sensor(this SensorFormat format) => format switch
    {
        SensorFormat.FalcoProtobuf or SensorFormat.FalcoJson => "falco",
        SensorFormat.EyrieJson => "eyrie",
        _ => "tetragon",
    };

    /// <summary>Reads <see cref="WireName"/> back; false when the name is not one of ours.</summary>
    public static bool TryParse(ReadOnlySpan<byte> wireName, out SensorFormat format)
    {
        (var known, format) = wireName switch
        {
            _ when wireName.SequenceEqual("falco-protobuf"u8) => (true, SensorFormat.FalcoProtobuf),
            _ when wireName.SequenceEqual("falco-json"u8) => (true, SensorFormat.FalcoJson),
            _ when wireName.SequenceEqual("tetragon-protobuf"u8) => (true, SensorFormat.TetragonProtobuf),
            _ when wireName.SequenceEqual("tetragon-json"u8) => (true, SensorFormat.TetragonJson),
            _ when wireName.SequenceEqual("eyrie-json"u8) => (true, SensorFormat.EyrieJson),
            _ when wireName.SequenceEqual("tetragon-process"u8) => (true, SensorFormat.TetragonProcess),
            _ => (false, default),
        };
        return known;
    }
}
