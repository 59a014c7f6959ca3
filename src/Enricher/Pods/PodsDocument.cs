using Eyrie.Enricher.Mapping;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Eyrie.Enricher.Pods;

/// <summary>The pods file: a YAML (so also a JSON) list of pods.</summary>
internal static class PodsDocument
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .WithDuplicateKeyChecking()
        .Build();

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="FormatException">It is no such list; the message names the line.</exception>
    public static PodIndex Read(string text)
    {
        try
        {
            var pods = Yaml.Deserialize<List<PodEntry?>?>(text) ?? [];
            return new(pods.Select((pod, i) => (pod ?? throw new FormatException($"item {i + 1}: empty")).Check(i)), Namespaces(pods));
        }
        catch (YamlException e)
        {
            throw new FormatException($"line {e.Start.Line}, column {e.Start.Column}: {(e.InnerException ?? e).Message}", e);
        }
    }

    // A pod says it for its namespace; of several the last.
    private static Dictionary<string, IReadOnlyDictionary<string, string>> Namespaces(List<PodEntry?> pods)
    {
        var namespaces = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            if (pod is { Namespace: { } name, NamespaceLabels: { } labels })
            {
                namespaces[name] = labels;
            }
        }

        return namespaces;
    }

    // YamlDotNet fills these in.
    private sealed class PodEntry
    {
        public string? Namespace { get; set; }

        public string? Name { get; set; }

        public string? Uid { get; set; }

        public string? Ip { get; set; }

        public string? ServiceAccount { get; set; }

        public WorkloadEntry? Workload { get; set; }

        public Dictionary<string, string>? Labels { get; set; }

        public Dictionary<string, string>? NamespaceLabels { get; set; }

        public Dictionary<string, string>? Annotations { get; set; }

        public List<ContainerEntry>? Containers { get; set; }

        public (PodFact Pod, IReadOnlyList<ContainerFact> Containers) Check(int index)
        {
            if (string.IsNullOrEmpty(Namespace) || string.IsNullOrEmpty(Name))
            {
                throw new FormatException($"item {index + 1}: a pod needs a namespace and a name");
            }

            var pod = new PodFact
            {
                Namespace = Namespace,
                Name = Name,
                Uid = Uid,
                Ip = Ip,
                ServiceAccount = ServiceAccount,
                WorkloadKind = Workload?.Kind,
                WorkloadName = Workload?.Name,
                Labels = Labels ?? [],
                Annotations = Annotations ?? [],
            };
            return (pod, [.. (Containers ?? []).Select(container => container.ToFact())]);
        }
    }

    private sealed class WorkloadEntry
    {
        public string? Kind { get; set; }

        public string? Name { get; set; }
    }

    private sealed class ContainerEntry
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public string? Image { get; set; }

        public bool? Privileged { get; set; }

        public ContainerFact ToFact()
        {
            var id = ContainerNames.BareId(Id, out var runtime);
            var (image, tag, hash) = ContainerNames.SplitImage(Image);
            return new()
            {
                Id = id,
                Runtime = runtime,
                Name = Name,
                ImageName = image,
                ImageTag = tag,
                ImageHash = hash,
                Privileged = Privileged,
            };
        }
    }
}
