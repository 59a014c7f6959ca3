using System.Globalization;

namespace Eyrie.Faults;

/// <summary>What to try, and where.</summary>
internal sealed record FaultOptions
{
    public const string Usage = """
        Faults [--short | --rounds N] [--seed N] [--rate EVENTS/S] [--sources tetragon,http,file] [--eyrie PATH]
               [--kafka HOST:PORT [--kafka-pid PID] [--kafka-restart COMMAND]]
        """;

    public int Rounds { get; private init; } = 10;

    public int Seed { get; private init; } = 1;

    /// <summary>Tetragon events a second.</summary>
    public int Rate { get; private init; } = 300;

    public IReadOnlyList<string> Sources { get; private init; } = ["tetragon", "http"];

    public string Eyrie { get; private init; } = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "Eyrie", new DirectoryInfo(AppContext.BaseDirectory).Name, "eyrie"));

    /// <summary>A real Kafka; null starts the mock cluster.</summary>
    public string? Kafka { get; private init; } = Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA");

    public int? KafkaPid { get; private init; }

    /// <summary>Starts the real Kafka again; its last line is the pid.</summary>
    public string? KafkaRestart { get; private init; }

    /// <summary>Null when the arguments are none of ours.</summary>
    public static FaultOptions? Parse(string[] args)
    {
        var options = new FaultOptions();
        if (args is ["--short", .. var rest])
        {
            (options, args) = (options with { Rounds = 4 }, rest);
        }

        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            if (With(options, args[i], args[i + 1]) is not { } next)
            {
                return null;
            }

            options = next;
        }

        return args.Length % 2 == 0 ? options : null;
    }

    private static FaultOptions? With(FaultOptions options, string name, string value) => name switch
    {
        "--rounds" when Number(value) is { } rounds => options with { Rounds = rounds },
        "--seed" when Number(value) is { } seed => options with { Seed = seed },
        "--rate" when Number(value) is { } rate => options with { Rate = rate },
        "--sources" => options with { Sources = value.Split(',') },
        "--eyrie" => options with { Eyrie = value },
        "--kafka" => options with { Kafka = value },
        "--kafka-pid" when Number(value) is { } pid => options with { KafkaPid = pid },
        "--kafka-restart" => options with { KafkaRestart = value },
        _ => null,
    };

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
