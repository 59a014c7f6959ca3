using Confluent.Kafka;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Troubles;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Platform.Tests.Kafka;

public sealed class KafkaTroubleLogTests : IDisposable
{
    private static readonly Error Refused = new(ErrorCode.Local_Authentication, "SASL authentication error: no");
    private static readonly Error AllDown = new(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down");

    private readonly FakeTimeProvider _time = new();
    private readonly RecordedLog<KafkaClients> _log = new();
    private readonly ScriptedProducer _client = new();

    [Fact]
    public void Trouble_that_lasts_is_said_once_and_again_after_it_was_gone()
    {
        var troubles = Troubles();

        for (var minute = 0; minute < 30; minute++)
        {
            troubles.Failed(_client, Refused);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Single(_log.Lines);
        _time.Advance(TimeSpan.FromMinutes(5));
        troubles.Failed(_client, Refused);
        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public void An_outage_names_the_brokers_and_the_last_cause()
    {
        var troubles = Troubles();

        troubles.Said(new("scripted", SyslogLevel.Error, "FAIL", "[thrd:kafka:1/bootstrap]: kafka:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms in state CONNECT)"));
        troubles.Failed(_client, new(ErrorCode.Local_Transport, "kafka:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused"));
        troubles.Failed(_client, AllDown);
        troubles.Failed(_client, AllDown);

        Assert.Equal(
            ["Warning: Kafka: none of the brokers kafka:1 can be reached (Connect to ipv4#127.0.0.1:1 failed: Connection refused). Trying on; it is said again only if that changes"],
            _log.Lines);
    }

    [Fact]
    public void A_port_that_refuses_us_is_not_also_called_unreachable()
    {
        var troubles = Troubles();

        troubles.Failed(_client, Refused);
        troubles.Failed(_client, AllDown);

        Assert.Contains("refuses the login", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void One_broker_of_several_that_is_away_is_no_news()
    {
        Troubles().Failed(_client, new(ErrorCode.Local_Transport, "kafka:1/1: Connect to ipv4#127.0.0.1:1 failed: Connection refused"));

        Assert.Empty(_log.Lines);
    }

    public void Dispose() => _client.Dispose();

    private KafkaTroubleLog Troubles() => new(new() { BootstrapServers = "kafka:1" }, _log, _time);
}
