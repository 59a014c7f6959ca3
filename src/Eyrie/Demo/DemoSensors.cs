using Eyrie.Simulation;
using Eyrie.Simulation.Scenarios;

namespace Eyrie.Demo;

/// <summary>Two nodes with a Falco and a Tetragon each: a host under the recorded attack, a Kubernetes node under the guide's.</summary>
internal sealed class DemoSensors : IAsyncDisposable
{
    private const string Host = "vm"; // where the recording was made
    private const string KubernetesNode = PodsFile.Node;
    private static readonly TimeSpan RecordedAttack = TimeSpan.FromSeconds(24);
    private readonly IReadOnlyList<(string Node, SimulatedSensors Sensors)> _nodes;

    private DemoSensors(IReadOnlyList<(string Node, SimulatedSensors Sensors)> nodes) => _nodes = nodes;

    /// <summary>Completes when everything is played.</summary>
    public Task Completion => Task.WhenAll(_nodes.Select(node => node.Sensors.Completion));

    /// <summary>Events in the sensors' own queues.</summary>
    public long Waiting => _nodes.Sum(node => node.Sensors.Falco.Waiting + node.Sensors.Tetragon.Waiting);

    /// <summary>What each did so far.</summary>
    public IReadOnlyDictionary<string, SensorFigures> Figures => _nodes
        .SelectMany(node => new[] { (Name(node.Node, "falco"), node.Sensors.Falco), (Name(node.Node, "tetragon"), node.Sensors.Tetragon) })
        .ToDictionary(
            sensor => sensor.Item1,
            sensor => new SensorFigures(sensor.Item2.Generated, sensor.Item2.Sent, sensor.Item2.Dropped, sensor.Item2.Unheard),
            StringComparer.Ordinal);

    /// <summary>The sensors as <c>eyrie.yaml</c> would list them.</summary>
    public IEnumerable<(string Name, string Type, string Address, string Node)> Configured => _nodes.SelectMany(node => new[]
    {
        (Name(node.Node, "falco"), "falco-grpc", node.Sensors.FalcoAddress!, node.Node),
        (Name(node.Node, "tetragon"), "tetragon-grpc", node.Sensors.TetragonAddress!, node.Node),
    });

    /// <summary>What the two nodes of a demo play.</summary>
    public static IReadOnlyList<SimulationOptions> Plays(DemoOptions options)
    {
        var common = new SimulationOptions
        {
            Duration = options.Duration,
            Seed = options.Seed,
            Rate = options.Rate,
            Speed = Math.Max(1, RecordedAttack / options.Duration), // a short demo shows all of it, too
        };
        return
        [
            common with { Node = Host, Scenarios = [ScenarioPlay.RecordedWebShell] },
            common with { Node = KubernetesNode, Scenarios = [ScenarioPlay.Guide, ScenarioPlay.NoiseName] },
        ];
    }

    /// <summary>Opens the sockets. Each node begins when somebody listens to it.</summary>
    /// <param name="plays">One a node; addresses are given here.</param>
    /// <param name="folder">Has the sockets.</param>
    /// <param name="time">The pace.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<DemoSensors> StartAsync(
        IReadOnlyList<SimulationOptions> plays, DemoFolder folder, TimeProvider time, CancellationToken cancellation)
    {
        var nodes = await Task.WhenAll(plays.Select(play => SimulatedSensors.StartAsync(
            play with
            {
                FalcoAddress = folder.SensorAddress(Name(play.Node, "falco")),
                TetragonAddress = folder.SensorAddress(Name(play.Node, "tetragon")),
            },
            time,
            cancellation)));
        return new([.. plays.Zip(nodes, (play, node) => (play.Node, node))]);
    }

    /// <summary>Lets them fall silent; what is in their queues can still be taken.</summary>
    public async Task EndPlayAsync()
    {
        foreach (var (_, sensors) in _nodes)
        {
            await sensors.EndPlayAsync();
        }

        await Completion; // a scenario that could not go on says so here
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, sensors) in _nodes)
        {
            await sensors.DisposeAsync();
        }
    }

    private static string Name(string node, string sensor) => $"{sensor}-{node}";
}
