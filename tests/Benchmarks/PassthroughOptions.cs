using System.Globalization;

namespace Eyrie.Benchmarks;

/// <summary>How the way from a gRPC socket to Kafka is measured.</summary>
/// <param name="Kafka">A broker; null starts librdkafka's mock cluster beside us, which is no measure of a broker.</param>
/// <param name="Prefix">What the names of the run's topics begin with; they are deleted at its end.</param>
/// <param name="Events">Measured in each stage.</param>
/// <param name="Rounds">How often all stages are run, one after the other.</param>
/// <param name="AlertEvery">One event of so many is an alert of Falco's; 0 for none.</param>
internal sealed record PassthroughOptions(string? Kafka, string Prefix, int Events, int Rounds, int AlertEvery = 0)
{
    /// <summary>Sent before those that are measured.</summary>
    public int WarmUp => Math.Max(1, Events / 4);

    /// <summary>Of the way itself.</summary>
    public static PassthroughOptions Default { get; } = new(null, "bench.", 200_000, 3);

    /// <summary>Of what telemetry costs on it: a small difference needs many rounds.</summary>
    public static PassthroughOptions ForTelemetry { get; } = new(null, "bench.", 250_000, 9, AlertEvery: 20);

    /// <summary>Which Kafka, for the table.</summary>
    public string KafkaInWords => Kafka ?? "librdkafka's mock cluster in the source's process, which is no measure of a broker";

    public static PassthroughOptions Parse(string[] args, PassthroughOptions options)
    {
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} has no value");
            options = args[i] switch
            {
                "--kafka" => options with { Kafka = value },
                "--prefix" => options with { Prefix = value },
                "--events" => options with { Events = Number(value) },
                "--rounds" => options with { Rounds = Number(value) },
                "--alert-every" => options with { AlertEvery = Number(value) },
                _ => throw new ArgumentException($"{args[i]}: there is --kafka, --prefix, --events, --rounds and --alert-every"),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
