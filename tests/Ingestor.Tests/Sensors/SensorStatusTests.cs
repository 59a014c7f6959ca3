using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests.Sensors;

public sealed class SensorStatusTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly RecordedLog<SensorStatus> _log = new();
    private readonly SensorStatus _status;

    public SensorStatusTests() => _status = new("falco", new IngestorMetrics(_meters), _log);

    [Fact]
    public void Says_each_change_once_however_many_attempts_lie_between()
    {
        Fail("nothing listens");
        Fail("nothing listens");
        _status.Connected("Falco 0.43.1");
        _status.Connected("Falco 0.43.1");
        Fail("it broke off");
        Fail("nothing listens");
        Fail("nothing listens");
        _status.Connected("Falco 0.43.1");

        Assert.Equal(
            [
                "Warning: Cannot read falco: nothing listens. Trying on; the next line about it is when that changes",
                "Information: Reading falco: Falco 0.43.1",
                "Warning: Lost falco: it broke off. Connecting again in 1.5 s, then with growing waits",
                "Warning: Cannot read falco: nothing listens. Trying on; the next line about it is when that changes",
                "Information: Reading falco: Falco 0.43.1",
            ],
            _log.Lines);
    }

    [Fact]
    public void Counts_connects_and_losses()
    {
        _status.Connected("Falco 0.43.1");
        _status.Lost(cause: null, TimeSpan.Zero);
        Fail("nothing listens");

        Assert.Equal(1, _meters.Sum("eyrie.ingestor.stream.connects", "sensor=falco"));
        Assert.Equal(1, _meters.Sum("eyrie.ingestor.stream.losses", "sensor=falco"));
    }

    public void Dispose() => _meters.Dispose();

    private void Fail(string why) => _status.Lost(new(FailureKind.Transient, why), TimeSpan.FromSeconds(1.5));
}
