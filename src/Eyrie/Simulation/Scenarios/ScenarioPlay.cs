using Eyrie.Contracts;
using Eyrie.Simulation.Hosts;

namespace Eyrie.Simulation.Scenarios;

/// <summary>The scenarios of one simulation, read and checked, ready to begin.</summary>
internal sealed class ScenarioPlay
{
    public const string Guide = "guide";
    public const string WebShell = "webshell";
    public const string NoiseName = "noise";

    /// <summary>The recording that is part of the executable.</summary>
    public const string RecordedWebShell = "webshell-recorded";

    private const int FirstPid = 40_000;
    private const int PidsAnAttack = 1_000;
    private const int FirstNoisePid = 100_000;
    private const int LastPid = 4_194_303;

    private readonly SimulationOptions _options;
    private readonly IReadOnlyDictionary<string, Recording> _recordings;

    private ScenarioPlay(SimulationOptions options, IReadOnlyDictionary<string, Recording> recordings)
    {
        _options = options;
        _recordings = recordings;
    }

    /// <summary>Lines of recordings that could not be read, each with the reason; they are not played.</summary>
    public IReadOnlyList<string> Skipped => [.. _recordings.Values.SelectMany(static recording => recording.Skipped)];

    private bool HasInvention => _options.Scenarios.Any(name => !_recordings.ContainsKey(name));

    /// <summary>Resolves the scenarios' names and reads recordings.</summary>
    /// <exception cref="FormatException">A recording cannot be read.</exception>
    /// <exception cref="FileNotFoundException">A scenario is neither a name we know nor a path that exists.</exception>
    public static ScenarioPlay Prepare(SimulationOptions options)
    {
        var recordings = new Dictionary<string, Recording>();
        foreach (var name in options.Scenarios)
        {
            if (name is not (Guide or WebShell or NoiseName))
            {
                recordings[name] = name is RecordedWebShell
                    ? Recording.WebShell()
                    : Recording.Open(name, options.JsonOutput);
            }
        }

        return new(options, recordings);
    }

    /// <summary>Everything that happens, in order, for a play that starts at that moment.</summary>
    public IEnumerable<TimedMessage> Begin(DateTimeOffset start)
    {
        var node = new SimulatedNode(_options.Node, EventTime.From(start));
        var sources = new List<IEnumerable<TimedMessage>>();
        if (HasInvention)
        {
            sources.Add(Replay(node));
        }

        sources.AddRange(_options.Scenarios.Select((name, index) => Play(name, index, node)));
        return Timeline.Merge(sources);
    }

    private static TimedMessage[] Replay(SimulatedNode node)
    {
        var stage = new Stage(node, new(FirstPid, LastPid), new(0), new());
        stage.Replay();
        return [.. stage.TakeSeen().Select(static seen => seen with { At = TimeSpan.Zero })]; // before all else
    }

    private IEnumerable<TimedMessage> Play(string name, int index, SimulatedNode node)
    {
        if (_recordings.TryGetValue(name, out var recording))
        {
            return recording.Play(node.Start, _options.Speed, _options.Rebase);
        }

        var random = new Random(unchecked((_options.Seed * 397) + index));
        return name is NoiseName ? PlayNoise(node, random) : PlayAttack(name, index, node, random);
    }

    private IEnumerable<TimedMessage> PlayNoise(SimulatedNode node, Random random) =>
        new Noise(new(node, new(FirstNoisePid, LastPid), random, _options), random, _options).Play();

    private IEnumerable<TimedMessage> PlayAttack(string name, int index, SimulatedNode node, Random random)
    {
        var first = FirstPid + (index * PidsAnAttack) + random.Next(100);
        var stage = new Stage(node, new(first, first + PidsAnAttack - 101), random, _options);
        return name is Guide ? GuideAttack.Play(stage) : WebShellAttack.Play(stage);
    }
}
