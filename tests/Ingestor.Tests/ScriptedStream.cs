using System.Threading.Channels;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Tests;

/// <summary>A sensor whose every connection is a script: it hands over what the script writes and ends as the script does.</summary>
internal sealed class ScriptedStream : ISensorStream
{
    private readonly Channel<Channel<SensorEvent>> _connections = Channel.CreateUnbounded<Channel<SensorEvent>>();

    public bool EndsForGood { get; init; }

    /// <summary>The next time that somebody reads; complete the writer, with or without an error, to end it.</summary>
    public async Task<ChannelWriter<SensorEvent>> ConnectedAsync(CancellationToken cancellation) =>
        (await _connections.Reader.ReadAsync(cancellation)).Writer;

    public async Task ReadAsync(IEventIntake intake, CancellationToken cancellation)
    {
        var connection = Channel.CreateUnbounded<SensorEvent>();
        _connections.Writer.TryWrite(connection);
        await foreach (var sensorEvent in connection.Reader.ReadAllAsync(cancellation))
        {
            intake.TryKeep(sensorEvent.Payload, sensorEvent.Format, out _);
            intake.Flush();
        }
    }
}
