using Eyrie.Protos.Falco.Outputs;
using Eyrie.Simulation;
using Eyrie.Simulation.Falco;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Tests.Simulation;

public sealed class FalcoServiceTests
{
    private static readonly string[] TwoRules = ["one", "two"];
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_drains_the_queue_and_ends()
    {
        await using var falco = await ServedFalco.StartAsync(Cancellation);
        falco.Push("one", "two");

        Assert.Equal(TwoRules, await GetAsync(falco));
        Assert.Empty(await GetAsync(falco));
        Assert.Equal(new StreamCounts(2, 2, 0, 0, 0), falco.Queue.Counts);
    }

    [Fact]
    public async Task Two_clients_share_the_alerts_between_them()
    {
        await using var falco = await ServedFalco.StartAsync(Cancellation);
        var rules = Enumerable.Range(0, 2000).Select(number => $"rule {number}").ToArray();
        falco.Push(rules);

        var got = await Task.WhenAll(GetAsync(falco), GetAsync(falco));

        Assert.Equal(rules.Order(), got.SelectMany(alerts => alerts).Order());
    }

    [Fact]
    public async Task Sub_sends_what_is_queued_when_it_is_asked()
    {
        await using var falco = await ServedFalco.StartAsync(Cancellation);
        falco.Push("one", "two");
        using var sub = falco.Client.sub(cancellationToken: Cancellation);

        await sub.RequestStream.WriteAsync(new(), Cancellation);

        foreach (var rule in TwoRules)
        {
            Assert.True(await sub.ResponseStream.MoveNext(Cancellation));
            Assert.Equal(rule, sub.ResponseStream.Current.Rule);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sub_is_silent_without_a_request_even_after_the_client_closed_its_half(bool closed)
    {
        await using var falco = await ServedFalco.StartAsync(Cancellation);
        using var sub = falco.Client.sub(cancellationToken: Cancellation);
        if (closed)
        {
            await sub.RequestStream.CompleteAsync();
        }

        var answer = sub.ResponseStream.MoveNext(Cancellation);
        falco.Push("one");

        Assert.Equal("one", Assert.Single(await GetAsync(falco)));
        Assert.False(answer.IsCompleted);
    }

    [Fact]
    public async Task An_alert_taken_for_a_stream_that_breaks_is_gone()
    {
        var queue = new FalcoQueue();
        queue.Push(SensorMessage.From(new response { Rule = "one" }));
        queue.Push(SensorMessage.From(new response { Rule = "two" }));

        await Assert.ThrowsAsync<IOException>(
            () => new FalcoService(queue, new NeverStopping()).GetAsync(new BrokenStream(), Cancellation));

        Assert.Equal(new StreamCounts(2, 0, Dropped: 1, Waiting: 1, 0), queue.Counts);
    }

    [Fact]
    public async Task Tells_its_version()
    {
        await using var falco = await ServedFalco.StartAsync(Cancellation);

        Assert.Equal("0.43.1", (await falco.Version.versionAsync(new(), cancellationToken: Cancellation)).Version);
    }

    private static async Task<List<string>> GetAsync(ServedFalco falco)
    {
        using var get = falco.Client.get(new(), cancellationToken: Cancellation);
        var rules = new List<string>();
        await foreach (var alert in get.ResponseStream.ReadAllAsync(Cancellation))
        {
            rules.Add(alert.Rule);
        }

        Assert.Equal(StatusCode.OK, get.GetStatus().StatusCode);
        return rules;
    }

    private sealed class BrokenStream : IServerStreamWriter<SensorMessage>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(SensorMessage message) => throw new IOException("the client went away");

        public Task WriteAsync(SensorMessage message, CancellationToken cancellationToken) => WriteAsync(message);
    }

    private sealed class NeverStopping : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => throw new NotSupportedException();
    }
}
