using System.Globalization;

namespace Eyrie.Benchmarks;

/// <summary>Pods as a large cluster has them: 25 to a workload, 200 namespaces, 1,000 nodes; most of their bytes are of no use to us.</summary>
internal static class LargePod
{
    private static readonly string ManagedFields = string.Concat(Enumerable.Range(0, 60).Select(
        static i => $$$$$"""{"f:field-{{{{{i}}}}}":{".":{},"f:name":{},"f:value":{"f:from":{}}}},""")).TrimEnd(',');

    private static readonly string Environment = string.Join(',', Enumerable.Range(0, 20).Select(
        static i => $$"""{"name":"SETTING_{{i}}","value":"some value of the setting number {{i}}"}"""));

    public static string Uid(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:x8}-7c1e-4a9b-8f3d-0242ac120002");

    /// <summary>A pod; <c>$VERSION</c> stands where its version is.</summary>
    /// <param name="number">Which.</param>
    /// <param name="change">How often it has changed.</param>
    public static string Text(int number, int change)
    {
        var (workload, node, space) = (number / 25, number % 1000, number / 250);
        var id = string.Create(CultureInfo.InvariantCulture, $"{number:x8}{change:x8}").PadRight(64, 'a');
        return $$$$$"""
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"shop-{{{{{workload}}}}}-7d4b9c6f5-{{{{{number:x5}}}}}","generateName":"shop-{{{{{workload}}}}}-7d4b9c6f5-","namespace":"team-{{{{{space}}}}}","uid":"{{{{{Uid(number)}}}}}","resourceVersion":"$VERSION","creationTimestamp":"2026-11-23T06:00:00Z","labels":{"app":"shop-{{{{{workload}}}}}","app.kubernetes.io/name":"shop-{{{{{workload}}}}}","pod-template-hash":"7d4b9c6f5","team":"team-{{{{{space}}}}}"},"annotations":{"prometheus.io/scrape":"true","checksum/config":"8f3d0242ac120002"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"shop-{{{{{workload}}}}}-7d4b9c6f5","uid":"{{{{{Uid(workload)}}}}}","controller":true,"blockOwnerDeletion":true}],"managedFields":[{"manager":"kubelet","operation":"Update","fieldsV1":{"f:status":[{{{{{ManagedFields}}}}}]}}]},"spec":{"volumes":[{"name":"token","projected":{"sources":[]}}],"containers":[{"name":"main","image":"registry.example/shop/{{{{{workload}}}}}:1.2.3","env":[{{{{{Environment}}}}}],"resources":{"limits":{"cpu":"1","memory":"1Gi"}}},{"name":"proxy","image":"docker.io/envoyproxy/envoy:v1.30"}],"serviceAccountName":"shop","nodeName":"node-{{{{{node}}}}}","tolerations":[{"key":"a","operator":"Exists"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"hostIP":"192.168.0.1","podIP":"10.{{{{{number >> 16}}}}}.{{{{{(number >> 8) & 255}}}}}.{{{{{number & 255}}}}}","podIPs":[{"ip":"10.{{{{{number >> 16}}}}}.{{{{{(number >> 8) & 255}}}}}.{{{{{number & 255}}}}}"}],"containerStatuses":[{"name":"main","state":{"running":{"startedAt":"2026-11-23T06:00:05Z"}},"lastState":{},"ready":true,"restartCount":0,"image":"registry.example/shop/{{{{{workload}}}}}:1.2.3","imageID":"registry.example/shop/{{{{{workload}}}}}@sha256:5a9d8c3f","containerID":"containerd://{{{{{id}}}}}"},{"name":"proxy","state":{"running":{}},"image":"docker.io/envoyproxy/envoy:v1.30","imageID":"docker.io/envoyproxy/envoy@sha256:77aa","containerID":"containerd://{{{{{id[..32]}}}}}bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}]}}
            """;
    }
}
