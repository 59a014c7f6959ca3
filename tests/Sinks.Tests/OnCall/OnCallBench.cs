using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Sinks.Tests.OnCall;

/// <summary>A Kafka, and workers around a notifier. Each is a process of its own, as far as it knows.</summary>
internal sealed class OnCallBench(int partitions = 1) : IDisposable
{
    private static readonly SinkOptions Options = new()
    {
        FirstRetryDelay = TimeSpan.FromMilliseconds(5),
        MaxRetryDelay = TimeSpan.FromMilliseconds(100),
        RetryWindow = TimeSpan.FromSeconds(1),
    };

    public SinkBench Kafka { get; } = new(partitions);

    /// <summary>A worker that runs.</summary>
    public async Task<RunningSink> StartAsync(INotifier notifier, IAlertRouter? router = null)
    {
        var metrics = new SinkMetrics(Kafka.Meters);
        var (time, offsets) = (TimeProvider.System, new OnCallOffsets());
        var dead = new DeadLetters(Kafka.Clients, Kafka.Topics);
        var book = new NoticeBook(Kafka.Clients, Kafka.Topics, time, NullLogger<NoticeBook>.Instance);
        var settlement = new Settlement(notifier.Name, offsets, dead, metrics, time, NullLogger.Instance);
        var tools = new OnCallTools(
            notifier.Name, notifier, Options, book, settlement, new(metrics, Kafka.Readiness), metrics, time, NullLogger.Instance);
        router ??= new AlertRouter(new Dictionary<string, RoutedSink> { [notifier.Name] = new(notifier.Name, "slack", new(new())) }, new());
        var desk = new OnCallDesk(new(notifier.Name, Kafka.Prefix, Kafka.Topics), router, tools, offsets);
        var worker = new OnCallWorker(desk, book, Kafka.Clients, time, NullLogger<OnCallWorker>.Instance);
        await book.StartAsync(TestContext.Current.CancellationToken);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        return new(worker, book);
    }

    /// <summary>An alert of an incident, as the Enricher writes it.</summary>
    public static string Document(string id, string incident, long sequence, int severity = 3) =>
        $$$$"""{"event":{"id":"{{{{id}}}}","severity":{{{{severity}}}}},"eyrie":{"incident":{"id":"{{{{incident}}}}","sequence":{{{{sequence}}}}}}}""";

    /// <summary>The word that an incident is over.</summary>
    public static string Closing(string incident) =>
        $$$$"""{"event":{"id":"over-{{{{incident}}}}","kind":"event","module":"eyrie","action":"incident-closed"},"eyrie":{"incident":{"id":"{{{{incident}}}}"}}}""";

    public Task AlertAsync(string id, string incident, long sequence, int severity = 3) =>
        Kafka.ProduceAsync(Kafka.Topics.Alerts, id, Document(id, incident, sequence, severity), key: incident);

    public Task UrgentAsync(string id, string incident, long sequence) =>
        Kafka.ProduceAsync(Kafka.Topics.Urgent, id, Document(id, incident, sequence, severity: 5), key: incident);

    public void Dispose() => Kafka.Dispose();
}

/// <summary>A worker with its book.</summary>
internal sealed record RunningSink(OnCallWorker Worker, NoticeBook Book) : IAsyncDisposable
{
    /// <summary>Stops as a process does that is asked to.</summary>
    public async Task StopAsync()
    {
        await Worker.StopAsync(CancellationToken.None);
        await Book.StopAsync(CancellationToken.None);
        Assert.True(Worker.ExecuteTask!.IsCompletedSuccessfully, Worker.ExecuteTask.Exception?.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Worker.StopAsync(CancellationToken.None);
        await Book.StopAsync(CancellationToken.None);
        Worker.Dispose();
        Book.Dispose();
    }
}
