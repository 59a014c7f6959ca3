using System.Collections.Frozen;

namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Kinds of Kubernetes' own in the singular: the API says <c>pods</c>, what happens in one is about a <c>pod</c>, and one query is to find both.</summary>
internal static class KubernetesResources
{
    private static readonly FrozenDictionary<string, string> Singular = new[]
    {
        "pod", "service", "node", "namespace", "secret", "configmap", "serviceaccount", "event", "replicationcontroller", "persistentvolume",
        "persistentvolumeclaim", "podtemplate", "limitrange", "resourcequota", "deployment", "daemonset", "statefulset", "replicaset", "controllerrevision",
        "job", "cronjob", "horizontalpodautoscaler", "poddisruptionbudget", "role", "rolebinding", "clusterrole", "clusterrolebinding", "user", "group",
        "certificatesigningrequest", "clustertrustbundle", "endpointslice", "lease", "volumeattachment", "csidriver", "csinode", "csistoragecapacity",
        "customresourcedefinition", "apiservice", "validatingwebhookconfiguration", "mutatingwebhookconfiguration", "flowschema", "tokenreview",
        "prioritylevelconfiguration", "subjectaccessreview", "selfsubjectaccessreview", "localsubjectaccessreview", "selfsubjectrulesreview",
    }
        .Select(one => KeyValuePair.Create(one + "s", one))
        .Append(KeyValuePair.Create("ingresses", "ingress"))
        .Append(KeyValuePair.Create("ingressclasses", "ingressclass"))
        .Append(KeyValuePair.Create("storageclasses", "storageclass"))
        .Append(KeyValuePair.Create("priorityclasses", "priorityclass"))
        .Append(KeyValuePair.Create("runtimeclasses", "runtimeclass"))
        .Append(KeyValuePair.Create("networkpolicies", "networkpolicy"))
        .Append(KeyValuePair.Create("podsecuritypolicies", "podsecuritypolicy"))
        .Append(KeyValuePair.Create("validatingadmissionpolicies", "validatingadmissionpolicy"))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The singular; a kind that is not Kubernetes' own stays as it is.</summary>
    public static string? One(string? plural) => plural is not null && Singular.TryGetValue(plural, out var one) ? one : plural;
}
