namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads the container and the pod an alert happened in.</summary>
internal static class FalcoPlaces
{
    /// <summary>The container; null on the host.</summary>
    public static ContainerFact? Container(FalcoAlert alert)
    {
        var id = ContainerNames.BareId(alert.Text("container.full_id", "container.id"), out var scheme);
        if (id is null)
        {
            return null;
        }

        var (name, tag, digest) = ContainerNames.SplitImage(alert.Text("container.image"));
        return new()
        {
            Id = id,
            Name = alert.Text("container.name"),
            Runtime = scheme ?? alert.Text("container.type"),
            ImageName = alert.Text("container.image.repository") ?? name,
            ImageTag = alert.Text("container.image.tag") ?? tag,
            ImageHash = alert.Text("container.image.digest") ?? digest,
            Privileged = bool.TryParse(alert.Text("container.privileged"), out var privileged) ? privileged : null,
        };
    }

    /// <summary>The pod; null when none is named.</summary>
    public static PodFact? Pod(FalcoAlert alert)
    {
        var name = alert.Text("k8s.pod.name", "k8smeta.pod.name") ?? FalcoAudit.TargetPod(alert);
        var uid = alert.Text("k8s.pod.uid", "k8smeta.pod.uid");
        if (name is null && uid is null)
        {
            return null;
        }

        var (kind, workload) = Workload(alert);
        return new()
        {
            Name = name,
            Uid = uid,
            Namespace = alert.Text("k8s.ns.name", "k8smeta.ns.name", "ka.target.namespace"),
            Ip = alert.Text("k8s.pod.ip", "k8smeta.pod.ip"),
            WorkloadKind = kind,
            WorkloadName = workload,
            Labels = Labels(alert),
        };
    }

    private static (string? Kind, string? Name) Workload(FalcoAlert alert) =>
        alert.Text("k8s.deployment.name", "k8smeta.deployment.name") is { } deployment ? ("Deployment", deployment)
        : alert.Text("k8s.rs.name", "k8smeta.rs.name") is { } replicaSet ? ("ReplicaSet", replicaSet)
        : alert.Text("k8s.rc.name", "k8smeta.rc.name") is { } controller ? ("ReplicationController", controller)
        : (null, null);

    // 'app:web, tier:front', or one field a label: 'k8s.pod.label[app]', 'k8s.pod.label.app'.
    private static Dictionary<string, string> Labels(FalcoAlert alert)
    {
        const string One = "k8s.pod.label";
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in (alert.Text("k8s.pod.labels") ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = label.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                labels[label[..colon].Trim()] = label[(colon + 1)..].Trim();
            }
        }

        foreach (var (field, value) in alert.Fields)
        {
            if (field.StartsWith(One, StringComparison.Ordinal) && field.Length > One.Length + 1 && field[One.Length] is '[' or '.')
            {
                labels[field[(One.Length + 1)..].TrimEnd(']')] = value;
            }
        }

        return labels;
    }
}
