using System.Net;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Sensors.Falco;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Sensors.Falco;

public sealed class RefusalLogTests
{
    [Fact]
    public void Says_the_first_of_a_kind_at_once_and_then_a_count_a_minute()
    {
        var time = new FakeTimeProvider();
        var log = new RecordedLog<RefusalLog>();
        var refusals = new RefusalLog("falco", time, log);
        for (var i = 0; i < 90; i++)
        {
            refusals.Refused(HttpRefusals.Method, FalcoHttpAnswer.WrongMethod, IPAddress.Loopback);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        refusals.Refused(HttpRefusals.Timeout, FalcoHttpAnswer.TooSlow, IPAddress.Loopback);

        Assert.Equal(
            [
                "Warning: falco answered 405 to 1 requests, the last from 127.0.0.1 (method): send alerts with POST",
                "Warning: falco answered 405 to 60 requests, the last from 127.0.0.1 (method): send alerts with POST",
                "Warning: falco answered 408 to 1 requests, the last from 127.0.0.1 (timeout): the request did not arrive in time",
            ],
            log.Lines);
    }
}
