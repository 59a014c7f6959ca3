using System.Globalization;

namespace Eyrie.Benchmarks;

/// <summary>How the HTTP intake is loaded.</summary>
/// <param name="Url">A running <c>falco-http</c>; null starts one in this process.</param>
/// <param name="Connections">Each has one request under way at a time, as Falco has.</param>
/// <param name="Seconds">How long.</param>
/// <param name="Rate">Requests a second over all connections; 0: as many as it takes.</param>
internal sealed record HttpLoadOptions(Uri? Url, int Connections, int Seconds, int Rate)
{
    public static HttpLoadOptions Parse(string[] args)
    {
        var options = new HttpLoadOptions(null, 50, 10, 0);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            options = args[i] switch
            {
                "--url" => options with { Url = new(args[i + 1]) },
                "--connections" => options with { Connections = Number(args[i + 1]) },
                "--seconds" => options with { Seconds = Number(args[i + 1]) },
                "--rate" => options with { Rate = Number(args[i + 1]) },
                _ => throw new ArgumentException($"{args[i]}: there is --url, --connections, --seconds and --rate"),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
