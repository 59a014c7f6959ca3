using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes which machine of which cloud the node is, as far as the cluster says: <c>cloud</c>.</summary>
internal static class CloudMachine
{
    /// <summary>Writes the section; nothing when the node is not known.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, NodeFact? node)
    {
        if (node is null)
        {
            return;
        }

        var (provider, instance) = Split(node.ProviderId);
        ecs.Open("cloud");
        ecs.Write("provider", guard.Clean(provider));
        ecs.Write("region", guard.Clean(node.Region));
        ecs.Write("availability_zone", guard.Clean(node.Zone));
        ecs.Open("instance");
        ecs.Write("id", guard.Clean(instance));
        ecs.Close();
        ecs.Open("machine");
        ecs.Write("type", guard.Clean(node.InstanceType));
        ecs.Close();
        ecs.Close();
    }

    /// <summary>Takes <c>aws:///eu-west-1a/i-0abc</c> apart, into ECS's name of the cloud and the machine's id.</summary>
    internal static (string? Provider, string? Instance) Split(string? providerId)
    {
        var end = providerId?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        if (providerId is null || end <= 0)
        {
            return default;
        }

        var id = providerId[(providerId.LastIndexOf('/') + 1)..];
        var provider = providerId[..end] switch { "gce" => "gcp", var scheme => scheme };
        return (provider, id.Length > 0 ? id : null);
    }
}
