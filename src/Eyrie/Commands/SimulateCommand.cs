using System.CommandLine;
using System.Globalization;
using Eyrie.Simulation;

namespace Eyrie.Commands;

/// <summary><c>eyrie simulate</c>: sensors that do not exist, for trying things and for load.</summary>
internal static class SimulateCommand
{
    private const double Most = 1_000_000;

    private static readonly Option<string?> Falco = new("--falco")
    {
        Description = "Where Falco listens: unix:///absolute/path, host:port, http://host:port",
        HelpName = "ADDR",
    };

    private static readonly Option<string?> Tetragon = new("--tetragon")
    {
        Description = "Where Tetragon listens. With one of the two given there is no other sensor; with none, both have a socket in the temporary directory",
        HelpName = "ADDR",
    };

    private static readonly Option<string[]> Scenario = new("--scenario")
    {
        Description = "guide, webshell, noise, webshell-recorded, a recording's folder or a .jsonl file; several with commas, or the option again",
        HelpName = "NAME|PATH",
        DefaultValueFactory = _ => ["guide"],
    };

    private static readonly Option<double> Rate = Positive("--rate", "Tetragon events of noise a second", 20, leastExclusive: 0);
    private static readonly Option<double> AlertRate = Positive("--alert-rate", "Falco alerts of noise a second, 0 for none", 0.2, leastExclusive: -1);
    private static readonly Option<double> Speed = Positive("--speed", "Pace of recordings and attacks: 2 is twice as fast", 1, leastExclusive: 0);

    private static readonly Option<long?> Count = new("--count")
    {
        Description = "Tetragon events of noise after which it ends (it does not end by itself)",
        HelpName = "N",
        CustomParser = argument => CommonOptions.ReadNumber(argument, 0, long.MaxValue),
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Same seed, same events",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = argument => (int)CommonOptions.ReadNumber(argument, int.MinValue, int.MaxValue),
    };

    private static readonly Option<TimeSpan?> Duration = new("--duration")
    {
        Description = "Ends after that time: 30s, 5m, 1h, 00:00:30",
        HelpName = "TIME",
        CustomParser = ReadDuration,
    };

    private static readonly Option<string> Node = new("--node")
    {
        Description = "Node that invented events happen on",
        HelpName = "NAME",
        DefaultValueFactory = _ => new SimulationOptions().Node,
    };

    private static readonly Option<bool> JsonOutput = new("--json-output")
    {
        Description = "Falco runs with json_output: an alert's output is the whole alert as JSON text",
    };

    private static readonly Option<bool> KeepTimes = new("--keep-times")
    {
        Description = "Recorded events go out byte for byte with their old times, instead of being moved to now",
    };

    private static readonly Option<bool> NoWait = new("--no-wait")
    {
        Description = "Begins at once, instead of when the first client listens",
    };

    /// <summary>The command, with all that it says in its help.</summary>
    public static Command Create()
    {
        var command = new Command("simulate", "Plays attacks and ordinary noise as a simulated Falco and Tetragon on real gRPC sockets")
        {
            Falco, Tetragon, Scenario, Rate, AlertRate, Count, Seed, Speed, Duration, Node, JsonOutput, KeepTimes, NoWait,
        };
        command.SetAction((parsed, cancellation) => new SimulationRun(
            OptionsFrom(parsed), TimeProvider.System, Console.Out, Console.Error).RunAsync(cancellation));
        return command;
    }

    internal static SimulationOptions OptionsFrom(ParseResult parsed)
    {
        var (falco, tetragon) = (parsed.GetValue(Falco), parsed.GetValue(Tetragon));
        var defaults = falco is null && tetragon is null;
        var names = parsed.GetValue(Scenario) ?? [];
        return new()
        {
            FalcoAddress = defaults ? DefaultSocket("falco") : falco,
            TetragonAddress = defaults ? DefaultSocket("tetragon") : tetragon,
            Scenarios = [.. names.SelectMany(static name => File.Exists(name) ? [name] : name.Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
            Rate = parsed.GetValue(Rate),
            AlertRate = parsed.GetValue(AlertRate),
            Speed = parsed.GetValue(Speed),
            Count = parsed.GetValue(Count),
            Seed = parsed.GetValue(Seed),
            Duration = parsed.GetValue(Duration),
            Node = parsed.GetValue(Node)!,
            JsonOutput = parsed.GetValue(JsonOutput),
            Rebase = !parsed.GetValue(KeepTimes),
            WaitForClient = !parsed.GetValue(NoWait),
        };
    }

    private static string DefaultSocket(string sensor) => $"unix://{Path.Combine(Path.GetTempPath(), "eyrie", sensor + ".sock")}";

    private static Option<double> Positive(string name, string description, double value, double leastExclusive) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = argument =>
        {
            var known = double.TryParse(argument.Tokens[0].Value, CultureInfo.InvariantCulture, out var given);
            if (!known || !(given > leastExclusive && given is >= 0 and <= Most))
            {
                argument.AddError($"{name} takes a number {(leastExclusive < 0 ? "from" : "above")} 0 to {Most}");
            }

            return given;
        },
    };

    private static TimeSpan? ReadDuration(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DurationText.TryParse(text, out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        result.AddError($"--duration '{text}' is no time: 30s, 5m, 1h or 00:00:30");
        return null;
    }
}
