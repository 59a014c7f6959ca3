using Google.Protobuf;

namespace Eyrie.Ingestor.Sensors;

/// <summary>Who answers at an address, as it says itself.</summary>
/// <param name="who">In words.</param>
/// <param name="version">Its version; null when it does not tell one.</param>
internal sealed class SensorVersion(string who, string? version)
{
    private bool _told;

    /// <summary>Reads what the version method answered.</summary>
    /// <param name="product">Who should be there.</param>
    /// <param name="answer">Null when the sensor does not know the method.</param>
    /// <param name="read">Takes the version out of it.</param>
    public static SensorVersion Of(string product, byte[]? answer, Func<byte[], string> read)
    {
        try
        {
            return answer is null ? new($"a {product} of unknown version", null)
                : read(answer) is { Length: > 0 } told ? new($"{product} {told}", told)
                : new($"a {product} that has no version", null);
        }
        catch (InvalidProtocolBufferException e)
        {
            return new($"a {product} whose version cannot be read ({e.Message})", null);
        }
    }

    /// <summary>The sensor answers. Saying it again changes nothing.</summary>
    public void Tell(SensorContext context)
    {
        if (_told)
        {
            return;
        }

        _told = true;
        context.Metrics.Sensors.Told(context.Sensor, version);
        context.Status.Connected($"{who} at {context.Sensor.Address}", version);
    }
}
