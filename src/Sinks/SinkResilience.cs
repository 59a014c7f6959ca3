using Eyrie.Platform;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Eyrie.Sinks;

/// <summary>How a delivery is tried again.</summary>
internal static class SinkResilience
{
    // So many attempts that all fail open the breaker.
    private const int FailuresBeforeOpen = 5;
    private static readonly TimeSpan ShortestBreak = TimeSpan.FromMilliseconds(500); // Polly allows none that is shorter

    /// <summary>
    /// Tries until the batch is taken: nothing else may end a delivery, since giving up would lose it. Waits as long as the
    /// target asked for, else longer each time; a target that refuses us is asked again at the longest interval, since a
    /// rotated secret heals it.
    /// </summary>
    public static ResiliencePipeline Build(SinkOptions options, TimeProvider time, SinkHealth health) =>
        new ResiliencePipelineBuilder { Name = "sink", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder()
                    .Handle<PipelineException>(static e => e.Kind is FailureKind.Transient or FailureKind.Fatal)
                    .Handle<BrokenCircuitException>(),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstRetryDelay,
                MaxDelay = options.MaxRetryDelay,
                DelayGenerator = args => new(WaitAskedFor(args.Outcome.Exception!, options)),
                OnRetry = args =>
                {
                    if (args.Outcome.Exception is PipelineException failure)
                    {
                        health.AttemptFailed(failure);
                    }

                    return default;
                },
            })
            .AddCircuitBreaker(Breaker(options, health))
            .Build();

    /// <summary>Opens when nothing is taken any more; lets one attempt through after each break, which grow.</summary>
    public static CircuitBreakerStrategyOptions Breaker(SinkOptions options, SinkHealth health) => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<PipelineException>(static e => e.Kind is FailureKind.Transient),
        FailureRatio = 1,
        MinimumThroughput = FailuresBeforeOpen,
        SamplingDuration = TimeSpan.FromMinutes(10),
        BreakDurationGenerator = args => new(BreakAfter(args.HalfOpenAttempts, options)),
        OnOpened = args =>
        {
            health.CircuitChanged(CircuitState.Open, args.BreakDuration);
            return default;
        },
        OnHalfOpened = _ =>
        {
            health.CircuitChanged(CircuitState.HalfOpen, TimeSpan.Zero);
            return default;
        },
        OnClosed = _ =>
        {
            health.CircuitChanged(CircuitState.Closed, TimeSpan.Zero);
            return default;
        },
    };

    private static TimeSpan BreakAfter(int trials, SinkOptions options)
    {
        var wait = options.FirstRetryDelay * Math.Pow(2, Math.Min(trials, 20));
        wait = wait < options.MaxRetryDelay ? wait : options.MaxRetryDelay;
        return wait > ShortestBreak ? wait : ShortestBreak;
    }

    private static TimeSpan? WaitAskedFor(Exception failure, SinkOptions options) => failure switch
    {
        BrokenCircuitException broken => broken.RetryAfter,
        PipelineException { RetryAfter: { } asked } => asked,
        PipelineException { Kind: FailureKind.Fatal } => options.MaxRetryDelay,
        _ => null,
    };
}
