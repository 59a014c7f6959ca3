using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Eyrie.Ingestor;
using Eyrie.Ingestor.Health;
using Eyrie.Ingestor.Sensors;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Benchmarks;

/// <summary>Posts real alerts on many keep-alive connections, and says how many a second were answered 200 and how fast.</summary>
internal static class HttpLoad
{
    private static readonly byte[][] Bodies = [.. Samples.Lines("falco/falco-0.43.1-http.jsonl").Select(Encoding.UTF8.GetBytes)];

    public static async Task RunAsync(HttpLoadOptions options, TextWriter output)
    {
        using var meters = new TestMeters();
        using var stop = new CancellationTokenSource();
        var intake = new InstantIntake();
        var (url, reading) = options.Url is { } given ? (given, Task.CompletedTask) : await StartAsync(intake, meters, stop.Token);
        await PostAsync(options with { Seconds = 2 }, url); // warm up
        var before = intake.Kept;
        var result = await PostAsync(options, url);
        await output.WriteLineAsync(result.Describe(options));
        if (options.Url is null)
        {
            await output.WriteLineAsync($"kept by the intake: {intake.Kept - before}, answered 200: {result.Latencies.Length}");
        }

        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<(Uri Url, Task Reading)> StartAsync(InstantIntake intake, IMeterFactory meters, CancellationToken stop)
    {
        var metrics = new IngestorMetrics(meters);
        var log = new RecordedLog<SensorStatus>();
        var sensor = new SensorOptions { Type = "falco-http", Name = "falco", Address = "127.0.0.1:0" };
        var health = new HealthReporter(Options.Create(new IngestorOptions()), metrics, TimeProvider.System, NullLogger<HealthReporter>.Instance);
        var status = new SensorStatus(sensor, sensor.Name, health, metrics, TimeProvider.System, log);
        var stream = SensorTypes.All[sensor.Type](new(sensor, new(), status, metrics, TimeProvider.System, NullLoggerFactory.Instance));
        var reading = stream.ReadAsync(intake, stop);
        var line = await log.LineAsync("posts to", stop);
        return (new(line.Split(' ')[^1]), reading);
    }

    private static async Task<LoadResult> PostAsync(HttpLoadOptions options, Uri url)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = options.Connections };
        using var client = new HttpClient(handler);
        var started = Stopwatch.GetTimestamp();
        var end = started + (options.Seconds * Stopwatch.Frequency);
        var sent = -1L;
        var workers = Enumerable.Range(0, options.Connections).Select(_ => Task.Run(async () =>
        {
            var latencies = new List<long>();
            var failed = 0;
            while (true)
            {
                var number = Interlocked.Increment(ref sent);
                var due = options.Rate == 0 ? Stopwatch.GetTimestamp() : started + (number * Stopwatch.Frequency / options.Rate);
                if (due >= end)
                {
                    return (latencies, failed);
                }

                await WaitAsync(due);
                using var answer = await client.PostAsync(url, new ByteArrayContent(Bodies[number % Bodies.Length]));
                if (answer.StatusCode is HttpStatusCode.OK)
                {
                    latencies.Add(Stopwatch.GetTimestamp() - due); // from when it was due: waiting for a free connection counts
                }
                else
                {
                    failed++;
                }
            }
        })).ToArray();
        var done = await Task.WhenAll(workers);
        return new([.. done.SelectMany(worker => worker.latencies).Order()], done.Sum(worker => worker.failed), Stopwatch.GetElapsedTime(started));
    }

    private static async Task WaitAsync(long due)
    {
        var early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (early > TimeSpan.Zero)
        {
            await Task.Delay(early, TimeProvider.System);
        }
    }
}

/// <summary>What came of it.</summary>
/// <param name="Latencies">Of the requests answered 200, in ticks of the stopwatch, ascending.</param>
/// <param name="Failed">Requests answered otherwise.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record LoadResult(long[] Latencies, int Failed, TimeSpan Elapsed)
{
    public string Describe(HttpLoadOptions options) =>
        $"{options.Connections} connections, rate {(options.Rate == 0 ? "unlimited" : options.Rate)}: {Latencies.Length / Elapsed.TotalSeconds:0} requests/s answered 200, "
        + $"{Failed} otherwise; p50 {At(0.50):0.00} ms, p99 {At(0.99):0.00} ms, p99.9 {At(0.999):0.00} ms, longest {At(1):0.00} ms";

    private double At(double share) =>
        Latencies.Length == 0 ? 0 : Latencies[(int)(share * (Latencies.Length - 1))] * 1000.0 / Stopwatch.Frequency;
}
