using Eyrie.Platform;

namespace Eyrie.Sinks;

/// <summary>Counts attempts after which a target may be away. For one attempt at a time.</summary>
internal sealed class FailuresInARow
{
    /// <summary>So many are no coincidence.</summary>
    public const int Enough = 5;

    private int _failures;

    /// <summary>Counts how an attempt ended.</summary>
    /// <param name="failure">Null: it was taken.</param>
    /// <returns>It failed, and so did those before it.</returns>
    public bool AreEnough(Exception? failure)
    {
        switch (failure)
        {
            case null or PipelineException { Kind: FailureKind.Rejected } or PipelineException { Kind: FailureKind.Transient, MadeProgress: true }:
                _failures = 0; // it is there, whatever it says
                return false;
            case PipelineException { Kind: FailureKind.Transient }:
                return ++_failures >= Enough;
            default:
                return false; // says nothing of that
        }
    }
}
