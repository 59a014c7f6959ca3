using Eyrie.Contracts;
using Eyrie.Enricher.Incidents;

namespace Eyrie.Enricher.Tests.Incidents;

public sealed class SubjectTests
{
    private static readonly Observation Alert = An.Alert(1, 7);
    private static readonly Enrichment Nothing = new() { Correlation = new(CorrelationMethod.None, Confidence.Low) };

    [Fact]
    public void Is_the_container_by_the_part_of_its_id_that_both_sensors_know() => Assert.Equal(
        "0123456789ab", Subject.Of(Alert, Nothing with { Container = new() { Id = "0123456789abcdef0123456789abcdef" } }));

    [Fact]
    public void Is_the_process_below_pid_1_on_a_host() => Assert.Equal(
        "node-1/60", Subject.Of(Alert, Nothing with { Ancestors = [new() { Pid = 70 }, new() { Pid = 60 }, new() { Pid = 60 }, new() { Pid = 1 }] }));

    [Fact]
    public void Is_the_process_itself_right_below_pid_1() => Assert.Equal(
        "node-1/7", Subject.Of(Alert, Nothing with { Process = new() { Pid = 7 }, Ancestors = [new() { Pid = 1 }] }));

    [Fact]
    public void Is_the_sensor_of_the_node_when_its_health_is_told() => Assert.Equal(
        "node-1/eyrie/falco/unix:///run/falco/falco.sock",
        Subject.Of(Alert with { Health = new(HealthKind.SensorLost) { Sensor = "falco", Address = "unix:///run/falco/falco.sock" } }, Nothing));

    [Fact]
    public void Is_the_node_when_the_chain_is_broken() => Assert.Equal(
        "node-1", Subject.Of(Alert, Nothing with { Ancestors = [new() { Pid = 70 }] }));
}
