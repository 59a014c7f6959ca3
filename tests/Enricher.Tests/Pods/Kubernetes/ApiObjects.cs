namespace Eyrie.Enricher.Tests.Pods.Kubernetes;

/// <summary>Objects as the API words them, and kubeconfigs.</summary>
internal static class ApiObjects
{
    public const string Id = "4f5a0c1de7b28a3f96d14c0b7e2a58d34f5a0c1de7b28a3f96d14c0b7e2a58d3";

    public static string Pod(string uid, string name = "web", string node = "worker-1", string ip = "10.0.0.7", string id = Id) => $$$"""
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{{name}}}","namespace":"shop","uid":"{{{uid}}}","resourceVersion":"$VERSION","labels":{"app":"shop"}},"spec":{"nodeName":"{{{node}}}","containers":[{"name":"main","image":"nginx:1.25"}]},"status":{"phase":"Running","podIP":"{{{ip}}}","containerStatuses":[{"name":"main","containerID":"containerd://{{{id}}}","image":"docker.io/library/nginx:1.25","imageID":"docker.io/library/nginx@sha256:aa"}]}}
        """;

    public static string Owner(string uid, string name, string ownerKind, string ownerName) => $$$"""
        {"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"{{{name}}}","namespace":"shop","uid":"{{{uid}}}","resourceVersion":"$VERSION","ownerReferences":[{"apiVersion":"apps/v1","kind":"{{{ownerKind}}}","name":"{{{ownerName}}}","uid":"o-{{{uid}}}","controller":true}]}}
        """;

    public static string Bookmark(long version) =>
        $$$"""{"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}","creationTimestamp":null},"spec":{"containers":null},"status":{} }}""" + "\n";

    public static string Kubeconfig(string server, string user = "token: secret-1", string cluster = "") => $$"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: one
          cluster: {server: "{{server}}"{{cluster}}}
        users:
        - name: me
          user: { {{user}} }
        contexts:
        - name: here
          context: {cluster: one, user: me}
        current-context: here
        """;
}
