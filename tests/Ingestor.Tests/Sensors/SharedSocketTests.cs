using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Sensors.Falco;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Sensors;

public sealed class SharedSocketTests : IDisposable
{
    private const string Header = "Num       RefCount Protocol Flags    Type St Inode Path\n";
    private const string Listens = "000000007dc98104: 00000002 00000000 00010000 0001 01 1090828 /run/falco/falco.sock\n";
    private const string Connected = "000000004e7e793e: 00000003 00000000 00000000 0001 03 1092349 /run/falco/falco.sock\n";
    private const string Elsewhere = "000000004e7e793f: 00000003 00000000 00000000 0001 03 1092350 /run/other.sock\n000000004e7e7940: 00000003 00000000 00000000 0001 03 1\n";

    private readonly TestFolder _folder = new();
    private readonly TestMeters _meters = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedLog<SharedSocket> _log = new();

    [Fact]
    public void Warns_once_that_somebody_else_takes_alerts_out_of_the_queue()
    {
        var socket = Socket("unix:///run/falco/falco.sock", Header + Listens + Connected + Connected + Elsewhere);

        socket.Warn();
        socket.Warn();

        Assert.Contains("1 other connections to unix:///run/falco/falco.sock", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:///run/falco/falco.sock", Header + Listens + Connected + Elsewhere)]
    [InlineData("unix:///run/falco/falco.sock", "rubbish\n\n")]
    [InlineData("unix:///run/falco/falco.sock", null)]
    [InlineData("localhost:5060", Header + Connected + Connected)]
    public void Says_nothing_where_nobody_else_is_seen(string address, string? sockets)
    {
        Socket(address, sockets).Warn();

        Assert.Empty(_log.Lines);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _meters.Dispose();
    }

    private SharedSocket Socket(string address, string? sockets)
    {
        var metrics = new IngestorMetrics(_meters);
        var sensor = new SensorOptions { Type = "falco-grpc", Address = address };
        return new(new(sensor, new(), A.Status(sensor, metrics, _time, new RecordedLog<SensorStatus>()), metrics, _time, new OneLog(_log)))
        {
            Sockets = sockets is null ? _folder["none"] : _folder.Write("unix", sockets),
        };
    }
}
