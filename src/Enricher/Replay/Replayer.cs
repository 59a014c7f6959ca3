using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Replay;

/// <summary>
/// Enriches history again, with the rules of today. Time is that of the events alone: the same log gives the same alerts. Nothing of the
/// pipeline's is touched: no group, no offsets, no memory.
/// </summary>
public sealed class Replayer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(5);

    // Events of before the end that a sensor, a socket or a short outage held up.
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(10);

    private readonly KafkaClients _clients;
    private readonly Topics _topics;
    private readonly EnrichmentPipeline _pipeline;
    private readonly EnricherOptions _options;
    private readonly TopicOptions _naming;
    private readonly TimeProvider _time;

    internal Replayer(
        KafkaClients clients, Topics topics, EnrichmentPipeline pipeline, IOptions<EnricherOptions> options, IOptions<TopicOptions> naming, TimeProvider time) =>
        (_clients, _topics, _pipeline, _options, _naming, _time) = (clients, topics, pipeline, options.Value, naming.Value, time);

    /// <summary>The least warm-up with which ended processes are known and incidents are told apart as the live Enricher does.</summary>
    public TimeSpan UsualWarmUp => WarmUpOf(_options);

    /// <summary>Replays. While Kafka is away, once it has begun, it waits.</summary>
    /// <param name="request">What.</param>
    /// <param name="progress">Is told how far it is, every few seconds.</param>
    /// <param name="cancellation">Stops it early; the account says so.</param>
    /// <exception cref="PipelineException">Kafka cannot be reached at the start, or refuses.</exception>
    public async Task<ReplayAccount> RunAsync(ReplayRequest request, Action<ReplayAccount> progress, CancellationToken cancellation)
    {
        IReadOnlyList<string> created = [];
        if (request.AlertsTopic is not null)
        {
            using var admin = _clients.CreateAdmin();
            created = await TargetTopics.CreateMissingAsync(admin, request, _topics, _naming);
        }

        // Confluent's consumer blocks: the reading owns a thread.
        var account = await Task.Factory.StartNew(
            () => Run(request, progress, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return account with { Created = created };
    }

    internal static TimeSpan WarmUpOf(EnricherOptions options) => options.ProcessMemory > options.IncidentGap ? options.ProcessMemory : options.IncidentGap;

    private ReplayAccount Run(ReplayRequest request, Action<ReplayAccount> progress, CancellationToken cancellation)
    {
        using var history = EventHistory.Open(
            _clients, _topics.Events, request.Node, request.From - request.WarmUp, request.Until + Lateness + _options.JoinWindow);
        using var documents = new DocumentRecords(_options, _time);
        using var output = request.AlertsTopic is null ? null : new ReplayOutput(_clients);
        var run = new ReplayRun(request, _pipeline, _options, documents, output);
        try
        {
            Read(history, run, progress, cancellation);
            run.Settle(cancellation);
            output?.Flush(request.AlertsTopic!, cancellation);
            return Complete(run.Account, history);
        }
        catch (OperationCanceledException)
        {
            return Complete(run.Account, history) with { Interrupted = true, Unconfirmed = output?.Flush(LastFlush) ?? 0 };
        }
    }

    private void Read(EventHistory history, ReplayRun run, Action<ReplayAccount> progress, CancellationToken cancellation)
    {
        var told = _time.GetTimestamp();
        while (!history.IsOver)
        {
            cancellation.ThrowIfCancellationRequested();
            if (history.Next(Patience) is { } record)
            {
                run.Take(record, cancellation);
            }

            if (_time.GetElapsedTime(told) >= ProgressInterval)
            {
                told = _time.GetTimestamp();
                progress(Complete(run.Account, history));
            }
        }
    }

    private static ReplayAccount Complete(ReplayAccount account, EventHistory history) =>
        account with { Partitions = history.Partitions, Finished = history.Finished, Oldest = history.Oldest };
}
