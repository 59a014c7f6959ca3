using Eyrie.Platform;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Eyrie.Sinks;

/// <summary>How a delivery is tried again.</summary>
internal static class SinkResilience
{
    private static readonly TimeSpan ShortestBreak = TimeSpan.FromMilliseconds(500); // Polly allows none that is shorter

    /// <summary>
    /// Tries until the batch is taken: nothing else may end a delivery, since giving up would lose it. Waits as long as the
    /// target asked for, else longer each time; a target that refuses us is asked again at the longest interval, since a
    /// rotated secret heals it.
    /// </summary>
    /// <param name="options">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="health">Is told of failures and of the breaker.</param>
    /// <param name="circuit">Where an attempt finds out that it is a trial.</param>
    public static ResiliencePipeline Build(SinkOptions options, TimeProvider time, SinkHealth health, CircuitBreakerStateProvider circuit)
    {
        var waits = new Waits(options);
        return new ResiliencePipelineBuilder { Name = "sink", TimeProvider = time }
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
                DelayGenerator = args => new(waits.After(args.Outcome.Exception!, args.AttemptNumber)),
                OnRetry = args =>
                {
                    if (args.Outcome.Exception is PipelineException failure)
                    {
                        health.AttemptFailed(failure);
                    }

                    return default;
                },
            })
            .AddCircuitBreaker(Breaker(options, health, circuit))
            .Build();
    }

    /// <summary>Opens after some failures in a row, whatever was taken before; lets one attempt through after each break, which grow.</summary>
    public static CircuitBreakerStrategyOptions Breaker(SinkOptions options, SinkHealth health, CircuitBreakerStateProvider? circuit = null)
    {
        var failures = new FailuresInARow();
        return new()
        {
            // Polly counts shares of what happened within a time. Here only a row that is long enough is a failure at all, and one is enough.
            ShouldHandle = args => new(failures.AreEnough(args.Outcome.Exception)),
            FailureRatio = 0,
            MinimumThroughput = 2,
            SamplingDuration = TimeSpan.FromDays(1),
            StateProvider = circuit,
            BreakDurationGenerator = args => new(WaitAfter(args.HalfOpenAttempts, options) is var wait && wait > ShortestBreak ? wait : ShortestBreak),
            OnOpened = args => Say(health, CircuitState.Open, args.BreakDuration),
            OnHalfOpened = _ => Say(health, CircuitState.HalfOpen, TimeSpan.Zero),
            OnClosed = _ => Say(health, CircuitState.Closed, TimeSpan.Zero),
        };
    }

    private static ValueTask Say(SinkHealth health, CircuitState state, TimeSpan wait)
    {
        health.CircuitChanged(state, wait);
        return default;
    }

    private static TimeSpan WaitAfter(int failures, SinkOptions options)
    {
        var wait = options.FirstRetryDelay * Math.Pow(2, Math.Min(failures, 20));
        return wait < options.MaxRetryDelay ? wait : options.MaxRetryDelay;
    }

    /// <summary>How long to wait after an attempt. For one delivery at a time.</summary>
    private sealed class Waits(SinkOptions options)
    {
        private int? _progress; // the attempt that was the last to get something through

        /// <summary>Null: longer each time, as for whoever takes nothing.</summary>
        public TimeSpan? After(Exception failure, int attempt)
        {
            var progress = _progress = failure is PipelineException { MadeProgress: true } ? attempt : attempt == 0 ? null : _progress;
            return failure switch
            {
                BrokenCircuitException broken => broken.RetryAfter,
                PipelineException { RetryAfter: { } asked } => asked,
                PipelineException { Kind: FailureKind.Fatal } => options.MaxRetryDelay,
                _ when progress is { } last => WaitAfter(attempt - last, options), // counted from there: it is slow, not away
                _ => null,
            };
        }
    }
}
