using System.Globalization;

namespace Eyrie.Benchmarks;

/// <summary>How the way from a gRPC socket to Kafka is measured.</summary>
/// <param name="Kafka">A broker; null starts librdkafka's mock cluster beside us, which is no measure of a broker.</param>
/// <param name="Prefix">What the names of the run's topics begin with; they are deleted at its end.</param>
/// <param name="Events">Measured in each stage.</param>
/// <param name="Rounds">How often all stages are run, one after the other.</param>
internal sealed record PassthroughOptions(string? Kafka, string Prefix, int Events, int Rounds)
{
    /// <summary>Sent before those that are measured.</summary>
    public int WarmUp => Math.Max(1, Events / 4);

    public static PassthroughOptions Parse(string[] args)
    {
        var options = new PassthroughOptions(null, "bench.", 200_000, 3);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} has no value");
            options = args[i] switch
            {
                "--kafka" => options with { Kafka = value },
                "--prefix" => options with { Prefix = value },
                "--events" => options with { Events = Number(value) },
                "--rounds" => options with { Rounds = Number(value) },
                _ => throw new ArgumentException($"{args[i]}: there is --kafka, --prefix, --events and --rounds"),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
