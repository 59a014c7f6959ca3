namespace Eyrie.Demo.StandIns;

/// <summary>What stand-ins found wrong with what they got. One is enough to fail the demo.</summary>
internal sealed class Violations
{
    private const int MaxKept = 200;
    private const int MaxLength = 400;
    private readonly Lock _lock = new();
    private readonly List<string> _kept = [];
    private long _count;

    /// <summary>How many there were, those beyond the first 200 included.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The first ones, in words.</summary>
    public IReadOnlyList<string> Kept
    {
        get
        {
            lock (_lock)
            {
                return [.. _kept];
            }
        }
    }

    /// <summary>Notes one.</summary>
    /// <param name="target">Whose rule it is.</param>
    /// <param name="what">What was sent, and what is allowed.</param>
    public void Add(string target, string what)
    {
        Interlocked.Increment(ref _count);
        lock (_lock)
        {
            if (_kept.Count < MaxKept)
            {
                _kept.Add(SafeText.OneLine($"{target}: {what}", MaxLength));
            }
        }
    }
}
