using Eyrie.Enricher;
using Eyrie.Enricher.Pods;
using Eyrie.Ingestor;
using Eyrie.Sinks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands.Stages;

/// <summary>A stage: how it is put together, and which keys it is put together from.</summary>
/// <param name="Name">In logs.</param>
/// <param name="Sections">Keys, and what is below them, that take effect when the stage begins anew; those of <see cref="Everywhere"/> are beside them.</param>
/// <param name="Add">Registers it, beside what all stages share.</param>
internal sealed record StageDefinition(string Name, IReadOnlyList<string> Sections, Action<IServiceCollection, IConfiguration> Add)
{
    /// <summary>Keys that every stage reads.</summary>
    public static readonly string[] Everywhere = ["cluster", "node", "kafka:batch"];

    /// <summary>Reads sensors; their list is taken over while it runs.</summary>
    public static StageDefinition Ingestor { get; } = new("Ingestor", ["ingestor", "spool"], static (services, _) => services.AddIngestor());

    /// <summary>Makes alerts of events.</summary>
    public static StageDefinition Enricher { get; } = new("Enricher", ["enricher"], static (services, configuration) => services.AddEnricher(configuration));

    /// <summary>Watches a cluster's pods for Enrichers.</summary>
    public static StageDefinition Pods { get; } = new("watch of pods", ["enricher"], static (services, _) => services.AddPods());

    /// <summary>Delivers alerts.</summary>
    /// <param name="only">The names of the sinks to run; null for all.</param>
    public static StageDefinition Sinks(IReadOnlyCollection<string>? only) =>
        new("sinks' stage", ["sinks", "links", "routing"], (services, configuration) => services.AddSinks(configuration, only));

    /// <summary>A change of the key takes effect when the stage begins anew.</summary>
    public bool Reads(string key) => Sections.Concat(Everywhere).Any(section => IsBelow(key, section));

    /// <summary>The key is the section's, or the section itself.</summary>
    public static bool IsBelow(string key, string section) =>
        key.StartsWith(section, StringComparison.OrdinalIgnoreCase) && (key.Length == section.Length || key[section.Length] == ':');
}
