using System.Globalization;

namespace Eyrie.Benchmarks;

/// <summary>How the Enricher's work is measured.</summary>
/// <param name="Events">Events a round.</param>
/// <param name="Rounds">How often each figure is taken, after one round to warm up.</param>
/// <param name="Few">Processes remembered in the one case.</param>
/// <param name="Many">In the other.</param>
internal sealed record EnrichmentLoadOptions(int Events, int Rounds, int Few, int Many)
{
    public static EnrichmentLoadOptions Parse(string[] args)
    {
        var options = new EnrichmentLoadOptions(100_000, 7, 10_000, 1_000_000);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = int.Parse(i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} has no value"), NumberStyles.None, CultureInfo.InvariantCulture);
            options = args[i] switch
            {
                "--events" => options with { Events = value },
                "--rounds" => options with { Rounds = value },
                "--few" => options with { Few = value },
                "--many" => options with { Many = value },
                _ => throw new ArgumentException($"{args[i]}: there is --events, --rounds, --few and --many"),
            };
        }

        return options;
    }
}
