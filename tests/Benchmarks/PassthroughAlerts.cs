using Eyrie.Protos.Falco.Outputs;
using Eyrie.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Eyrie.Benchmarks;

/// <summary>The share of the events that are alerts of Falco's. No two are the same: an event's bytes decide whether it is traced.</summary>
internal sealed class PassthroughAlerts(ScriptedFalco falco, int every)
{
    private readonly response _alert = SampleEvents.FalcoGrpcAlert();
    private long _number = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() * 1_000_000_000;

    /// <summary>Lets it happen when the event with this number is one.</summary>
    public bool Take(int number)
    {
        if (every == 0 || number % every != 0)
        {
            return false;
        }

        _number++;
        _alert.Time = new Timestamp { Seconds = _number / 1_000_000_000, Nanos = (int)(_number % 1_000_000_000) };
        falco.Alert(_alert.ToByteArray());
        return true;
    }
}
