using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Demo;

/// <summary>The Kafka of the demo: one inside this process, or a real one in which the topics are made.</summary>
internal sealed class DemoKafka : IDisposable
{
    private const int Partitions = 12;
    private readonly InProcessKafka? _inProcess;

    private DemoKafka(InProcessKafka? inProcess, string bootstrapServers, TopicOptions naming)
    {
        _inProcess = inProcess;
        BootstrapServers = bootstrapServers;
        Naming = naming;
        Topics = new(naming.Prefix, naming.Partitions);
        Clients = new(
            Options.Create(new KafkaOptions { BootstrapServers = bootstrapServers, ClientId = "eyrie-demo" }),
            NullLogger<KafkaClients>.Instance);
    }

    /// <summary>Where it listens.</summary>
    public string BootstrapServers { get; }

    /// <summary>The topics are this run's own: nothing was in them before.</summary>
    public bool IsFresh { get; private set; }

    /// <summary>How topics are named.</summary>
    public TopicOptions Naming { get; }

    /// <summary>The topics.</summary>
    public Topics Topics { get; }

    /// <summary>Clients for the demo's own reader.</summary>
    public KafkaClients Clients { get; }

    /// <summary>Starts it, or makes the topics in the real one.</summary>
    /// <exception cref="PipelineException">The real one cannot be reached, refuses, or has other topics of these names.</exception>
    public static async Task<DemoKafka> StartAsync(DemoOptions options)
    {
        if (options.Kafka is null)
        {
            var naming = new TopicOptions { Prefix = options.TopicPrefix ?? "eyrie.", Partitions = Partitions };
            var inProcess = await Task.Run(() => InProcessKafka.Start(new(naming.Prefix, naming.Partitions)));
            return new(inProcess, inProcess.BootstrapServers, naming) { IsFresh = true };
        }

        var unique = $"eyrie-demo-{Guid.NewGuid().ToString("N")[..8]}.";
        var real = new DemoKafka(null, options.Kafka, new() { Prefix = options.TopicPrefix ?? unique, Partitions = Partitions });
        await real.MakeTopicsAsync();
        return real;
    }

    /// <inheritdoc/>
    public void Dispose() => _inProcess?.Dispose();

    private async Task MakeTopicsAsync()
    {
        using var admin = Clients.CreateAdmin();
        var topics = new TopicAdmin(admin, Topics, Naming);
        var plan = await topics.PlanAsync(grow: false);
        if (plan.FirstOrDefault(step => step.Refusal is not null) is { } refused)
        {
            throw new PipelineException(FailureKind.Fatal, $"topics that start with {Naming.Prefix}: {refused.Refusal}");
        }

        await topics.ApplyAsync(plan);
        IsFresh = plan.All(step => step.Existing is null);
    }
}
