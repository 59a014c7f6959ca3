using System.Diagnostics;
using Confluent.Kafka;
using Eyrie.Platform;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Eyrie.Sinks.OnCall;

/// <summary>Tells one address what its desk says, one notice after the other, however long it takes. Others are told meanwhile by theirs.</summary>
internal sealed class AddressLoop
{
    private const int QuickRetries = 1;

    private readonly AddressDesk _desk;
    private readonly OnCallTools _tools;
    private readonly SinkPlace _place;
    private readonly SinkHealth _health;
    private readonly Backoff _backoff;
    private readonly ResiliencePipeline _attempts;
    private bool _wasAway;
    private long? _refusedSince;

    public AddressLoop(AddressDesk desk, OnCallTools tools)
    {
        (_desk, _tools) = (desk, tools);
        _place = new(tools.Sink, desk.Address);
        _health = new(_place, tools.Options.RetryWindow, tools.States, tools.Metrics, tools.Time, tools.Logger);
        _backoff = new(tools.Options.FirstRetryDelay, tools.Options.MaxRetryDelay, Random.Shared);
        _attempts = Attempts();
    }

    /// <summary>Runs until stopped; what is in flight then is finished, unless the other token fires, too.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        while (!stopping.IsCancellationRequested)
        {
            var (choice, bell) = _desk.Choose();
            if (choice.Groups.Count == 0)
            {
                await WaitAsync(choice.Until, bell, stopping);
            }
            else
            {
                await TellAsync(choice, abort);
            }
        }
    }

    private async Task WaitAsync(DateTimeOffset until, Task bell, CancellationToken stopping)
    {
        var wait = until == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : until - _tools.Time.GetUtcNow();
        if (wait > TimeSpan.Zero || wait == Timeout.InfiniteTimeSpan)
        {
            wait = wait < TimeSpan.FromHours(1) ? wait : TimeSpan.FromHours(1);
            await bell.WaitAsync(wait, _tools.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TellAsync(NoticeChoice choice, CancellationToken abort)
    {
        var drafts = _desk.Draft(choice);
        if (drafts.Count == 0)
        {
            _desk.Done(choice, [], isTold: false);
            return;
        }

        using var spans = DeliverySpans.Begin(_tools.Sink, _tools.Group, Traced(drafts));
        try
        {
            var started = _tools.Time.GetTimestamp();
            var told = await _attempts.ExecuteAsync(async token => await TellAsync(drafts, token), abort);
            _tools.Metrics.BatchDelivered(_tools.Sink, _tools.Time.GetElapsedTime(started));
            Recovered();
            await RememberAsync(choice, drafts, told, abort);
        }
        catch (Exception e) when (e is not OperationCanceledException || !abort.IsCancellationRequested)
        {
            spans?.Failed(e is PipelineException failure ? failure.Kind.ToString() : e.GetType().FullName!);
            await FailAsync(choice, drafts, e, abort);
        }
        catch (OperationCanceledException)
        {
            _desk.Failed(choice, drafts, DateTimeOffset.MinValue); // what is not settled is read again
        }
    }

    private static IEnumerable<(TopicPartitionOffset, ActivityContext)> Traced(IEnumerable<NoticeDraft> drafts) =>
        from alert in drafts.SelectMany(static draft => draft.Alerts)
        where alert.Sent is not null
        select (alert.Record.TopicPartitionOffset, alert.Sent.GetValueOrDefault());

    private async Task<IReadOnlyList<Told>> TellAsync(IReadOnlyList<NoticeDraft> drafts, CancellationToken cancellation)
    {
        try
        {
            return drafts is [var one]
                ? [await _tools.Notifier.TellAsync(one.Notice, cancellation)]
                : await _tools.Notifier.TellManyAsync([.. drafts.Select(draft => draft.Notice)], cancellation);
        }
        catch (PipelineException e) when (e.Kind is not FailureKind.Rejected)
        {
            _health.AttemptFailed(e);
            throw;
        }
    }

    // First what was told is safe, then its alerts are settled: a crash between repeats it, and it is seen to be the same.
    private async Task RememberAsync(
        NoticeChoice choice, IReadOnlyList<NoticeDraft> drafts, IReadOnlyList<Told> told, CancellationToken cancellation)
    {
        var outcomes = drafts.Select((draft, i) => (Draft: draft, Told: Complete(draft, told[i]))).ToList();
        await Task.WhenAll(outcomes.Select(outcome =>
            _tools.Book.WriteAsync(outcome.Draft.Key, new(outcome.Told, outcome.Draft.Group.Target), cancellation)));
        foreach (var alert in drafts.SelectMany(draft => draft.Alerts))
        {
            _tools.Settlement.Settle(alert, SinkOutcome.Written);
        }

        _desk.Done(choice, [.. outcomes.Select(outcome => (outcome.Draft, (Told?)outcome.Told))], isTold: true);
    }

    // What the notifier may leave out, and what we rely on.
    private Told Complete(NoticeDraft draft, Told told)
    {
        var sequences = told.Sequences;
        foreach (var alert in draft.News)
        {
            sequences = alert.Alert.IncidentSequence > 0 ? sequences.With(alert.Alert.IncidentSequence) : sequences;
        }

        var (now, incident) = (_tools.Time.GetUtcNow(), draft.Notice.Before?.Incident ?? "");
        incident = draft.News is [var first, ..] && NoticeGrouping.IsIncident(first.Alert, draft.Group.Target.Settings) ? first.Alert.Incident : incident;
        return told with
        {
            Incident = incident,
            FirstAt = told.FirstAt == default ? now : told.FirstAt,
            LastAt = told.LastAt > now || told.LastAt == default ? now : told.LastAt,
            Worst = draft.News.Select(alert => alert.Alert.Severity).Append(told.Worst).Max(),
            Sequences = sequences,
            Closed = told.Closed || draft.Closing is not null,
        };
    }

    private async Task FailAsync(NoticeChoice choice, IReadOnlyList<NoticeDraft> drafts, Exception failure, CancellationToken abort)
    {
        var now = _tools.Time.GetUtcNow();
        switch (failure)
        {
            case BrokenCircuitException broken:
                _desk.Failed(choice, drafts, now + (broken.RetryAfter ?? _tools.Options.FirstRetryDelay));
                break;
            case PipelineException { Kind: FailureKind.Transient } away:
                _wasAway = true;
                _desk.Failed(choice, drafts, now + (away.RetryAfter ?? _backoff.Next()));
                break;
            case PipelineException { Kind: FailureKind.Fatal } refused when IsInTheWay():
                await BuryAsync(choice, drafts, refused, abort);
                break;
            case PipelineException { Kind: FailureKind.Fatal } refused:
                _wasAway = true;
                _desk.Failed(choice, drafts, now + (refused.RetryAfter ?? _tools.Options.MaxRetryDelay));
                break;
            default:
                await RefuseAsync(choice, drafts, failure, abort);
                break;
        }
    }

    // Also what nobody classified: an alert that a notifier stumbles over must not keep the others from people.
    private async Task RefuseAsync(NoticeChoice choice, IReadOnlyList<NoticeDraft> drafts, Exception failure, CancellationToken abort)
    {
        if (failure is not PipelineException)
        {
            _tools.Logger.NotifierStumbled(failure, _tools.Sink, _desk.Address);
        }

        if (drafts.Count > 1)
        {
            _desk.Refused(choice, drafts);
            return;
        }

        await BuryAsync(choice, drafts, failure, abort);
    }

    // Refused for long, and what waits here fills the memory, while other addresses of the sink do take theirs: they are not to wait for this one.
    // Where all are refused (a wrong token), nobody gains by that: then everything waits in Kafka for a person to act.
    private bool IsInTheWay()
    {
        _refusedSince ??= _tools.Time.GetTimestamp();
        return _tools.Settlement.IsFull && _tools.Time.GetElapsedTime(_refusedSince.Value) >= _tools.Options.RetryWindow && _tools.States.OthersWork(_place);
    }

    private async Task BuryAsync(NoticeChoice choice, IReadOnlyList<NoticeDraft> drafts, Exception failure, CancellationToken abort)
    {
        try
        {
            await _tools.Settlement.BuryAsync([.. drafts.SelectMany(draft => draft.Alerts)], failure.Message, abort);
            _desk.Done(choice, [], isTold: false);
        }
        catch (Exception e) when (e is PipelineException or OperationCanceledException)
        {
            _tools.Logger.LettersUnwritten(_tools.Sink, e.Message);
            _desk.Failed(choice, drafts, _tools.Time.GetUtcNow() + _tools.Options.MaxRetryDelay);
        }
    }

    private void Recovered()
    {
        _health.Delivered();
        _refusedSince = null;
        if (_wasAway)
        {
            _wasAway = false;
            _backoff.Reset();
            _desk.Recovered();
        }
    }

    // A slip of the network is tried again at once; everything longer goes back to the desk, where something more important may wait.
    private ResiliencePipeline Attempts() => new ResiliencePipelineBuilder { Name = "address", TimeProvider = _tools.Time }
        .AddCircuitBreaker(SinkResilience.Breaker(_tools.Options, _health))
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<PipelineException>(static e => e is { Kind: FailureKind.Transient, RetryAfter: null }),
            MaxRetryAttempts = QuickRetries,
            Delay = _tools.Options.FirstRetryDelay,
            UseJitter = true,
        })
        .Build();
}
