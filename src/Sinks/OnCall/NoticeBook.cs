using System.Text.Json;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Sinks.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.OnCall;

/// <summary>
/// What people were told, of all sinks: every instance reads the whole of <c>notices.v1</c>, so that any goes on in the same message. Bounded:
/// what was told longest ago is forgotten first. Thread-safe.
/// </summary>
internal sealed class NoticeBook : BackgroundService, INoticeBook
{
    private static readonly TimeSpan AckPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Topics _topics;
    private readonly TimeProvider _time;
    private readonly ILogger<NoticeBook> _logger;
    private readonly WholeTopic _topic;
    private readonly NoticePages _pages = new();
    private readonly Lazy<IProducer<string, byte[]>> _producer;

    public NoticeBook(KafkaClients clients, Topics topics, TimeProvider time, ILogger<NoticeBook> logger)
    {
        (_topics, _time, _logger) = (topics, time, logger);
        _topic = new(clients, topics.Notices, _pages, time, logger);
        _producer = new(clients.CreateProducer);
    }

    /// <summary>Waits until all was read that there is, but not for ever: who is to be called is called all the same.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> IsReadAsync(TimeSpan patience, CancellationToken cancellation)
    {
        await _topic.CaughtUp.WaitAsync(patience, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        if (!_topic.CaughtUp.IsCompleted)
        {
            _logger.NoticesUnread(_topics.Notices, patience.TotalSeconds, _topic.Problem ?? "it takes long");
        }

        return _topic.CaughtUp.IsCompleted;
    }

    public Told? Find(NoticeKey key) => _pages.Find(key)?.Told;

    public IReadOnlyList<(NoticeKey Key, RouteTarget Target)> WhoKnows(string sink, string incident) => _pages.WhoKnows(sink, incident);

    public async Task WriteAsync(NoticeKey key, NoticePage page, CancellationToken cancellation)
    {
        _pages.Put(key, page);
        await ProduceAsync(key.ToString(), page, cancellation);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        if (_producer.IsValueCreated)
        {
            _producer.Value.Dispose();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_topic.RunAsync(stoppingToken), SweepAsync(stoppingToken));

    // Whoever is alive does it, whether there is anything to tell or not; a deletion that several write is one.
    private async Task SweepAsync(CancellationToken stopping)
    {
        await _topic.CaughtUp.WaitAsync(stopping);
        using var timer = new PeriodicTimer(SweepInterval, _time);
        do
        {
            foreach (var old in _pages.Outdated(_time.GetUtcNow()))
            {
                if (_pages.IsOutdated(old, _time.GetUtcNow()))
                {
                    await ProduceAsync(old, null, stopping);
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task ProduceAsync(string key, NoticePage? page, CancellationToken cancellation)
    {
        try
        {
            var value = page is null ? null : JsonSerializer.SerializeToUtf8Bytes(page, NoticePage.Json);
            await _producer.Value.ProduceAsync(_topics.Notices, new() { Key = key, Value = value! }, cancellation)
                .WaitAsync(AckPatience, _time, cancellation);
        }
        catch (Exception e) when (e is KafkaException or TimeoutException or PipelineException)
        {
            _logger.NoticeUnwritten(_topics.Notices, e.Message); // told it is: after a crash it might be told once more
        }
    }
}
