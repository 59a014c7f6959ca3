using Eyrie.Commands;
using Eyrie.Protos.Falco.Outputs;
using Eyrie.Protos.Tetragon;
using Eyrie.Simulation;
using Grpc.Core;
using Grpc.Net.Client;

namespace Eyrie.Tests.Simulation;

public sealed class SimulatedSensorsTests
{
    private const string FreePort = "127.0.0.1:0";
    private const double AtOnce = 1_000_000;
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_gets_everything_from_the_replay_at_the_start_to_the_last_alert()
    {
        await using var sensors = await SimulatedSensors.StartAsync(
            new() { FalcoAddress = FreePort, TetragonAddress = FreePort, Scenarios = ["guide", "webshell-recorded"], Speed = AtOnce },
            TimeProvider.System,
            Cancellation);

        var events = await ReadTetragonAsync(sensors);
        await sensors.Completion;
        var alerts = await ReadFalcoAsync(sensors);

        Assert.Equal("procFS", events[0].ProcessExec.Process.Flags);
        Assert.Equal(sensors.Tetragon.Generated, events.Count);
        Assert.Equal(new StreamCounts(sensors.Tetragon.Generated, events.Count, 0, 0, 0), sensors.Tetragon);
        Assert.Equal(4 + 33, alerts);
        Assert.Equal(new StreamCounts(alerts, alerts, 0, 0, 0), sensors.Falco);
    }

    [Fact]
    public async Task Serves_over_a_unix_socket_and_removes_it()
    {
        var folder = Directory.CreateTempSubdirectory("eyrie-");
        var address = $"unix://{folder.FullName}/new/falco.sock";
        await using (var sensors = await SimulatedSensors.StartAsync(
            new() { FalcoAddress = address, Speed = AtOnce, WaitForClient = false }, TimeProvider.System, Cancellation))
        {
            await sensors.Completion;

            Assert.Equal(address, sensors.FalcoAddress);
            Assert.Equal(4, sensors.Falco.Waiting);
            Assert.True(File.Exists($"{folder.FullName}/new/falco.sock"));
        }

        Assert.False(File.Exists($"{folder.FullName}/new/falco.sock"));
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("--scenario nonsense", 2, "nonsense")]
    [InlineData("--tetragon nowhere", 2, "nowhere")]
    [InlineData("--falco 192.0.2.1:1", 1, "192.0.2.1")]
    public async Task The_command_says_what_is_wrong(string arguments, int exitCode, string named)
    {
        var errors = new StringWriter();
        var parsed = SimulateCommand.Create().Parse(arguments);

        var code = await new SimulationRun(
            SimulateCommand.OptionsFrom(parsed), TimeProvider.System, TextWriter.Null, errors).RunAsync(Cancellation);

        Assert.Equal(exitCode, code);
        Assert.Contains(named, errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rate 0")]
    [InlineData("--rate NaN")]
    [InlineData("--rate fast")]
    [InlineData("--speed -1")]
    [InlineData("--count -5")]
    [InlineData("--duration soon")]
    [InlineData("--count many")]
    public void The_command_refuses_numbers_that_make_no_sense(string arguments) =>
        Assert.NotEmpty(SimulateCommand.Create().Parse(arguments).Errors);

    [Fact]
    public async Task The_command_accounts_for_what_it_sent()
    {
        var output = new StringWriter();
        var parsed = SimulateCommand.Create().Parse($"--falco {FreePort} --scenario guide,guide --speed {AtOnce:F0} --no-wait");

        var code = await new SimulationRun(
            SimulateCommand.OptionsFrom(parsed), TimeProvider.System, output, TextWriter.Null).RunAsync(Cancellation);

        Assert.Equal(0, code);
        Assert.Contains("falco     generated 8, sent 0, dropped 0, waiting 8, unheard 0", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("30s", 30)]
    [InlineData("1.5m", 90)]
    [InlineData("00:00:20", 20)]
    public void Durations_are_read_as_people_type_them(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    private static async Task<List<GetEventsResponse>> ReadTetragonAsync(SimulatedSensors sensors)
    {
        using var channel = GrpcChannel.ForAddress(sensors.TetragonAddress!);
        using var call = new FineGuidanceSensors.FineGuidanceSensorsClient(channel).GetEvents(new(), cancellationToken: Cancellation);
        var events = new List<GetEventsResponse>();
        while (!(sensors.Completion.IsCompleted && sensors.Tetragon.Generated == events.Count))
        {
            Assert.True(await call.ResponseStream.MoveNext(Cancellation));
            events.Add(call.ResponseStream.Current);
        }

        Assert.True(await sensors.DrainAsync(TimeSpan.FromSeconds(30), Cancellation)); // who hangs up sooner leaves a write unfinished
        return events;
    }

    private static async Task<int> ReadFalcoAsync(SimulatedSensors sensors)
    {
        using var channel = GrpcChannel.ForAddress(sensors.FalcoAddress!);
        using var call = new service.serviceClient(channel).get(new(), cancellationToken: Cancellation);
        var alerts = 0;
        await foreach (var _ in call.ResponseStream.ReadAllAsync(Cancellation))
        {
            alerts++;
        }

        return alerts;
    }
}
