namespace Eyrie.Testing.Targets;

/// <summary>A fault for a time, or until so many requests have met it; the earlier of the two.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Length">For how long.</param>
/// <param name="Requests">After how many requests it is over; 0: only the time counts.</param>
public sealed record FaultSpan(TargetFault Fault, TimeSpan Length, int Requests = 0)
{
    /// <summary>Every fault once, in an order that the seed gives, each for a random time, with a rest after it; then again, without end.</summary>
    public static IEnumerable<FaultSpan> Seeded(int seed, TimeSpan shortest, TimeSpan longest, IReadOnlyCollection<TargetFault>? but = null)
    {
        var chance = new Random(seed);
        var faults = Enum.GetValues<TargetFault>().Where(fault => fault is not TargetFault.None && but?.Contains(fault) is not true).ToArray();
        while (true)
        {
            chance.Shuffle(faults);
            foreach (var fault in faults)
            {
                yield return new(fault, shortest + ((longest - shortest) * chance.NextDouble()));
                yield return new(TargetFault.None, shortest * (0.5 + chance.NextDouble()));
            }
        }
    }
}
