using Eyrie.Contracts;

namespace Eyrie.Ingestor.Tests;

/// <summary>What tests are made of.</summary>
internal static class An
{
    public static SensorEvent Event(params byte[] payload) => new(payload, SensorFormat.TetragonProtobuf, "node-1", default);

    public static SensorEvent EventOf(int bytes) => Event(new byte[bytes]);
}
