using Eyrie.Platform.Status;
using Eyrie.Testing;

namespace Eyrie.Pipeline.Tests.Metrics;

/// <summary>The status reads instruments by their names: they have to be those that stages make.</summary>
public sealed class StatusInstrumentsTests
{
    [Fact]
    public async Task Are_all_made_by_somebody_and_have_these_labels()
    {
        using var every = await EveryInstrument.MeasureAsync();
        var made = every.Meters.Instruments.GroupBy(static one => one.Name).ToDictionary(static one => one.Key, static one => TestMeters.Declared(one.First()).ToArray());

        Assert.All(StatusInstruments.All, one => Assert.Subset(made[one.Key].ToHashSet(), one.Value.ToHashSet()));
    }
}
