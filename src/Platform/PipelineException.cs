namespace Eyrie.Platform;

/// <summary>What to do about a failure. Every failure in the pipeline is one of these three.</summary>
public enum FailureKind
{
    /// <summary>The same input may succeed later: wait, then try it again.</summary>
    Transient,

    /// <summary>This input can never succeed: dead-letter it, go on.</summary>
    Rejected,

    /// <summary>No input can succeed until a person acts: stop the process.</summary>
    Fatal,
}

/// <summary>A failure of something outside the process, classified by the code that met it.</summary>
/// <param name="kind">What to do about it.</param>
/// <param name="message">What happened, in words that name the other side.</param>
/// <param name="inner">Where it came from.</param>
public sealed class PipelineException(FailureKind kind, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What to do about it.</summary>
    public FailureKind Kind { get; } = kind;

    /// <summary>How long the other side asked us to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Part of it was taken this time: the other side is there, and the rest may follow soon.</summary>
    public bool MadeProgress { get; init; }
}
