using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Tests;

/// <summary>A sensor whose every connection is a script: it yields what the script writes and ends as the script does.</summary>
internal sealed class ScriptedStream(bool keepsUnread = false) : ISensorStream
{
    private readonly Channel<Channel<SensorEvent>> _connections = Channel.CreateUnbounded<Channel<SensorEvent>>();

    public string Name => "sensor";

    public bool KeepsUnread => keepsUnread;

    /// <summary>The next time that somebody reads; complete the writer, with or without an error, to end it.</summary>
    public async Task<ChannelWriter<SensorEvent>> ConnectedAsync(CancellationToken cancellation) =>
        (await _connections.Reader.ReadAsync(cancellation)).Writer;

    public async IAsyncEnumerable<SensorEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var connection = Channel.CreateUnbounded<SensorEvent>();
        _connections.Writer.TryWrite(connection);
        await foreach (var sensorEvent in connection.Reader.ReadAllAsync(cancellation))
        {
            yield return sensorEvent;
        }
    }
}
