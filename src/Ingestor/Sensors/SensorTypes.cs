using System.Collections.Frozen;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors.Falco;
using Eyrie.Ingestor.Sensors.Files;
using Eyrie.Ingestor.Sensors.Tetragon;

namespace Eyrie.Ingestor.Sensors;

/// <summary>Makes the stream of one type of sensor.</summary>
internal delegate ISensorStream OpenStream(SensorContext context);

/// <summary>The types of sensors: the one place to add another.</summary>
internal static class SensorTypes
{
    public static readonly FrozenDictionary<string, OpenStream> All = new Dictionary<string, OpenStream>
    {
        ["falco-grpc"] = static context => GrpcSensors.Open(context, static one => new FalcoGrpcStream(one)),
        ["falco-http"] = static context => new FalcoHttpStream(context),
        ["tetragon-grpc"] = TetragonGrpcStream.Open,
        ["falco-file"] = static context => new FileTailing(context, SensorFormat.FalcoJson),
        ["falco-stdin"] = static context => new StandardInput(context, SensorFormat.FalcoJson),
        ["tetragon-file"] = static context => new FileTailing(context, SensorFormat.TetragonJson),
        ["tetragon-stdin"] = static context => new StandardInput(context, SensorFormat.TetragonJson),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string Names { get; } = string.Join(", ", All.Keys.Order(StringComparer.Ordinal));
}
