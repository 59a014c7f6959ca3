using Eyrie.Protos.Tetragon;
using Eyrie.Simulation;
using Eyrie.Simulation.Tetragon;
using Grpc.Core;

namespace Eyrie.Tests.Simulation;

public sealed class TetragonServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sends_every_listener_what_happens_from_then_on()
    {
        await using var tetragon = await ServedTetragon.StartAsync(Cancellation);
        tetragon.Listeners.Publish(SensorMessage.From(Some.Exec("/too/early")));
        using var first = await ListenAsync(tetragon, new());
        using var second = await ListenAsync(tetragon, new());

        tetragon.Listeners.Publish(SensorMessage.From(Some.Exec("/bin/id")));

        Assert.Equal("/bin/id", (await NextAsync(first)).ProcessExec.Process.Binary);
        Assert.Equal("/bin/id", (await NextAsync(second)).ProcessExec.Process.Binary);
        Assert.Equal(1, tetragon.Listeners.Counts.Unheard);
    }

    [Fact]
    public async Task Sends_only_what_the_request_asks_for()
    {
        await using var tetragon = await ServedTetragon.StartAsync(Cancellation);
        var request = new GetEventsRequest
        {
            AllowList = { new Filter { EventSet = { EventType.ProcessExec }, Namespace = { "shop" } } },
            DenyList = { new Filter { PodRegex = { "^noisy-" } } },
        };
        using var call = await ListenAsync(tetragon, request);

        foreach (var said in new[]
        {
            Some.Exit("/exit"), Some.Exec("/other", "web", "a"), Some.Exec("/denied", "shop", "noisy-1"),
            Some.Exec("/host"), Some.Exec("/wanted", "shop", "quiet-1"),
        })
        {
            tetragon.Listeners.Publish(SensorMessage.From(said));
        }

        Assert.Equal("/wanted", (await NextAsync(call)).ProcessExec.Process.Binary);
        Assert.Equal(4, tetragon.Listeners.Counts.Unheard);
    }

    [Fact]
    public async Task Refuses_a_filter_it_does_not_simulate_instead_of_sending_too_much()
    {
        await using var tetragon = await ServedTetragon.StartAsync(Cancellation);
        using var call = tetragon.Client.GetEvents(
            new() { AllowList = { new Filter { CelExpression = { "true" } } } }, cancellationToken: Cancellation);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancellation));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("cel_expression", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Drops_silently_but_counts_when_a_listener_is_full()
    {
        var listeners = new TetragonListeners();
        var slow = listeners.Add(EventFilter.From(new()));
        var message = SensorMessage.From(Some.Exec("/bin/id"));

        for (var made = 0; made < TetragonListener.Capacity + 50; made++)
        {
            listeners.Publish(message);
        }

        Assert.Equal(new StreamCounts(10_050, 0, Dropped: 50, Waiting: 10_000, 0), listeners.Counts);
        listeners.Remove(slow);
        Assert.Equal(new StreamCounts(10_050, 0, Dropped: 10_050, Waiting: 0, 0), listeners.Counts);
    }

    [Fact]
    public async Task Answers_for_health_version_and_policies()
    {
        await using var tetragon = await ServedTetragon.StartAsync(Cancellation);

        var health = await tetragon.Client.GetHealthAsync(
            new() { EventSet = { HealthStatusType.Status } }, cancellationToken: Cancellation);
        var version = await tetragon.Client.GetVersionAsync(new(), cancellationToken: Cancellation);
        var policies = await tetragon.Client.ListTracingPoliciesAsync(new(), cancellationToken: Cancellation);

        Assert.Equal(HealthStatusResult.HealthStatusRunning, Assert.Single(health.HealthStatus).Status);
        Assert.Equal("v1.7.0", version.Version);
        Assert.Contains(policies.Policies, policy => policy.Name == Policies.StrangePort.Policy && policy.Mode == TracingPolicyMode.TpModeEnforce);
    }

    [Fact]
    public async Task Dumps_the_processes_that_have_not_exited()
    {
        await using var tetragon = await ServedTetragon.StartAsync(Cancellation);
        tetragon.Agent.Observe(Some.Exec("/gone", pid: 1));
        tetragon.Agent.Observe(Some.Exec("/alive", pid: 2));
        tetragon.Agent.Observe(Some.Exit("/gone", pid: 1));

        var dump = await tetragon.Client.GetDebugAsync(
            new() { Flag = ConfigFlag.DumpProcessCache }, cancellationToken: Cancellation);

        Assert.Equal("/alive", Assert.Single(dump.Processes.Processes).Process.Binary);
    }

    [Fact]
    public async Task Says_unimplemented_to_what_changes_an_agent()
    {
        await using var tetragon = await ServedTetragon.StartAsync(Cancellation);

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await tetragon.Client.AddTracingPolicyAsync(
            new(), cancellationToken: Cancellation));

        Assert.Equal(StatusCode.Unimplemented, refusal.StatusCode);
    }

    private static async Task<AsyncServerStreamingCall<GetEventsResponse>> ListenAsync(
        ServedTetragon tetragon, GetEventsRequest request)
    {
        var call = tetragon.Client.GetEvents(request, cancellationToken: Cancellation);
        await call.ResponseHeadersAsync;
        return call;
    }

    private static async Task<GetEventsResponse> NextAsync(AsyncServerStreamingCall<GetEventsResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        return call.ResponseStream.Current;
    }
}
