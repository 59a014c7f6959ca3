using Eyrie.Platform;
using Polly;
using Polly.Retry;

namespace Eyrie.Sinks;

/// <summary>How a delivery is tried again.</summary>
internal static class SinkResilience
{
    /// <summary>
    /// Tries until the batch is taken: nothing else may end a delivery, since giving up would lose it. Waits as long as the
    /// target asked for, else longer each time; a target that refuses us is asked again at the longest interval, since a
    /// rotated secret heals it.
    /// </summary>
    public static ResiliencePipeline Build(SinkOptions options, TimeProvider time, Action<PipelineException> failed) =>
        new ResiliencePipelineBuilder { Name = "sink", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder()
                    .Handle<PipelineException>(static e => e.Kind is FailureKind.Transient or FailureKind.Fatal),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstRetryDelay,
                MaxDelay = options.MaxRetryDelay,
                DelayGenerator = args => new(WaitAskedFor((PipelineException)args.Outcome.Exception!, options)),
                OnRetry = args =>
                {
                    failed((PipelineException)args.Outcome.Exception!);
                    return default;
                },
            })
            .Build();

    private static TimeSpan? WaitAskedFor(PipelineException failure, SinkOptions options) =>
        failure.RetryAfter ?? (failure.Kind is FailureKind.Fatal ? options.MaxRetryDelay : null);
}
