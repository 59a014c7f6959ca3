using System.Globalization;

namespace Eyrie.Benchmarks;

/// <summary>How the process table is measured.</summary>
/// <param name="Kafka">A broker that keeps the records meanwhile; null measures in memory alone.</param>
/// <param name="Prefix">What the names of the run's topics begin with; they are deleted at its end.</param>
/// <param name="Few">The smaller table.</param>
/// <param name="Many">The larger one.</param>
/// <param name="Rounds">How often each cost is taken; the lowest counts.</param>
internal sealed record ProcessesOptions(string? Kafka, string Prefix, int Few, int Many, int Rounds)
{
    public static ProcessesOptions Parse(string[] args)
    {
        var options = new ProcessesOptions(null, "bench.", 10_000, 1_000_000, 15);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} has no value");
            options = args[i] switch
            {
                "--kafka" => options with { Kafka = value },
                "--prefix" => options with { Prefix = value },
                "--few" => options with { Few = Number(value) },
                "--many" => options with { Many = Number(value) },
                "--rounds" => options with { Rounds = Number(value) },
                _ => throw new ArgumentException($"{args[i]}: there is --kafka, --prefix, --few, --many and --rounds"),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
