using System.Globalization;

namespace Eyrie.Benchmarks;

/// <summary>How the way from Kafka to Elasticsearch is measured.</summary>
/// <param name="Kafka">A broker.</param>
/// <param name="Documents">Each contender has so many; the first quarter is to warm up.</param>
/// <param name="Rounds">How often all contenders run, one after the other.</param>
/// <param name="Eyrie">The executable.</param>
/// <param name="Rsyslogd">The executable; null leaves rsyslog out.</param>
/// <param name="Libraries">Where rsyslog's modules and libraries are, when it was unpacked and not installed.</param>
/// <param name="Prefix">What the names of the run's topics begin with; they are deleted at its end.</param>
/// <param name="Sink">Further options of the sink's, as <c>gzip=true,maxInFlight=1</c>.</param>
internal sealed record BulkLoadOptions(
    string Kafka, int Documents, int Rounds, string Eyrie, string? Rsyslogd, string? Libraries, string Prefix, IReadOnlyList<string> Sink)
{
    /// <summary>Stored before the clock starts.</summary>
    public int WarmUp => Documents / 4;

    public static BulkLoadOptions Parse(string[] args)
    {
        var options = new BulkLoadOptions("", 400_000, 3, Testing.Delivery.SinksProcess.Executable, null, null, "bench.", []);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} has no value");
            options = args[i] switch
            {
                "--kafka" => options with { Kafka = value },
                "--documents" => options with { Documents = Number(value) },
                "--rounds" => options with { Rounds = Number(value) },
                "--eyrie" => options with { Eyrie = value },
                "--rsyslogd" => options with { Rsyslogd = value },
                "--libraries" => options with { Libraries = value },
                "--prefix" => options with { Prefix = value },
                "--sink" => options with { Sink = value.Split(',') },
                _ => throw new ArgumentException($"{args[i]}: there is --kafka, --documents, --rounds, --eyrie, --rsyslogd, --libraries, --prefix and --sink"),
            };
        }

        return options.Kafka.Length > 0 ? options : throw new ArgumentException("--kafka is missing: a broker keeps what the mock cluster cannot");
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
