using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Eyrie.Platform.Http;
using Eyrie.Platform.Status;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Platform.Tests.Http;

/// <summary>The endpoints as a kubelet and a Prometheus see them.</summary>
public sealed class OperatingServerTests : IDisposable
{
    private readonly RecordedLog<OperatingServer> _log = new();
    private readonly HttpClient _client = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_alive_whatever_a_part_says_and_ready_while_none_says_no()
    {
        using var host = await StartAsync();
        var readiness = host.Services.GetRequiredService<Readiness>();
        readiness.Ready("sensor falco");
        readiness.Degraded("spool", "the disk is\nfull");

        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(host, "/livez"));
        Assert.Equal((HttpStatusCode.OK, "process: ready\nsensor falco: ready\nspool: degraded, the disk is full\n"), await GetAsync(host, "/readyz"));

        readiness.NotReady("kafka", "no broker answers");

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, "/livez")).Status);
        var (status, text) = await GetAsync(host, "/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("kafka: not ready, no broker answers\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_not_ready_any_more_once_the_process_stops()
    {
        using var host = await StartAsync();

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "process: not ready, stopping\n"), await GetAsync(host, "/readyz"));
    }

    [Fact]
    public async Task Shows_our_meters_to_Prometheus()
    {
        using var host = await StartAsync();
        using var meter = new Meter("Eyrie.Test");
        meter.CreateCounter<long>("eyrie.test.events", "{event}").Add(3, new KeyValuePair<string, object?>("sensor", "falco"));

        var (status, text) = await GetAsync(host, "/metrics");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches("""(?m)^eyrie_test_events_total\{.*sensor="falco".*\} 3""", text);
        Assert.Contains("dotnet_gc_", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_what_was_measured_while_the_process_was_put_together()
    {
        using var host = await StartAsync();

        Assert.Matches("""(?m)^eyrie_test_begun\{.*\} 7""", (await GetAsync(host, "/metrics")).Text);
    }

    [Fact]
    public async Task Says_how_the_process_is_as_JSON_that_nobody_stores_or_guesses_at()
    {
        using var host = await StartAsync();
        host.Services.GetRequiredService<Readiness>().Degraded("spool", "the disk is full");

        using var answer = await _client.GetAsync(new Uri(Url(host), "/status"), Cancellation);

        var report = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancellation), StatusJson.Default.StatusReport)!;
        Assert.Equal(("application/json", "no-store"), (answer.Content.Headers.ContentType?.ToString(), answer.Headers.CacheControl?.ToString()));
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(("degraded", "localhost:9092", "eyrie.alerts.v1"), (report.State, report.Kafka.BootstrapServers, report.Kafka.Topics["alerts"]));
        Assert.Contains(new PartStatus("spool", "degraded", "the disk is full"), report.Parts);
        Assert.Null(report.Ingestor);
    }

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/status.js", "text/javascript; charset=utf-8")]
    [InlineData("/status.css", "text/css; charset=utf-8")]
    public async Task Serves_a_page_that_may_load_nothing_from_elsewhere(string path, string type)
    {
        using var host = await StartAsync();

        using var answer = await _client.GetAsync(new Uri(Url(host), path), Cancellation);

        Assert.Equal((type, "no-store"), (answer.Content.Headers.ContentType?.ToString(), answer.Headers.CacheControl?.ToString()));
        Assert.Equal(["nosniff", "no-referrer"], [.. answer.Headers.GetValues("X-Content-Type-Options"), .. answer.Headers.GetValues("Referrer-Policy")]);
        Assert.Equal(
            ["default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"],
            answer.Headers.GetValues("Content-Security-Policy"));
    }

    [Fact]
    public async Task Names_its_pages_to_whoever_asks_for_another_one()
    {
        using var host = await StartAsync();

        Assert.Contains("/status", (await GetAsync(host, "/else")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/", HttpStatusCode.OK)]
    [InlineData("HEAD", "/", HttpStatusCode.OK)]
    [InlineData("HEAD", "/status.js", HttpStatusCode.OK)]
    [InlineData("POST", "/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/page.html", HttpStatusCode.NotFound)]
    [InlineData("GET", "/alerts.json", HttpStatusCode.NotFound)]
    [InlineData("GET", "/livez/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/../etc/passwd", HttpStatusCode.NotFound)]
    [InlineData("GET", "/metrics/x", HttpStatusCode.NotFound)]
    [InlineData("POST", "/livez", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/metrics", HttpStatusCode.MethodNotAllowed)]
    [InlineData("HEAD", "/readyz", HttpStatusCode.OK)]
    public async Task Has_these_pages_and_no_others(string method, string path, HttpStatusCode status)
    {
        using var host = await StartAsync();

        using var answer = await _client.SendAsync(new(new(method), Url(host) + path[1..]), Cancellation);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(method == "HEAD", (await answer.Content.ReadAsByteArrayAsync(Cancellation)).Length == 0);
    }

    [Fact]
    public async Task Goes_on_without_a_port_that_is_taken_and_says_the_remedy_once()
    {
        using var first = await StartAsync();
        using var second = await StartAsync(Url(first).Authority);

        Assert.Null(Server(second).Url);
        Assert.Equal(
            $"Warning: No /livez, /readyz, /status and /metrics: cannot listen on {Url(first).Authority}: another process has the port; "
            + "free it, or set http.listen to another address (empty: none). All else goes on",
            Assert.Single(_log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal)));
        await second.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Opens_nothing_when_no_address_is_set()
    {
        using var host = await StartAsync("");

        Assert.Empty(host.Services.GetServices<IHostedService>().OfType<OperatingServer>());
    }

    public void Dispose() => _client.Dispose();

    private static OperatingServer Server(IHost host) => host.Services.GetServices<IHostedService>().OfType<OperatingServer>().Single();

    private static Uri Url(IHost host) => Server(host).Url!;

    private async Task<IHost> StartAsync(string listen = "127.0.0.1:0")
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("http:listen", listen)]);
        builder.Services.AddSingleton<ILogger<OperatingServer>>(_log);
        builder.Services.AddPlatform().AddTelemetry(builder.Configuration).AddOperatingEndpoints(builder.Configuration);
        builder.Services.AddHostedService<MeasuresInItsConstructor>();
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(IHost host, string path)
    {
        using var answer = await _client.GetAsync(new Uri(Url(host), path), Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private sealed class MeasuresInItsConstructor : IHostedService
    {
        public MeasuresInItsConstructor(IMeterFactory meters) => meters.Create("Eyrie.Test").CreateGauge<int>("eyrie.test.begun").Record(7);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
