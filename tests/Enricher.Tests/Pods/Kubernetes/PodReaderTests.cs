using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Pods.Kubernetes;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Enricher.Tests.Pods.Kubernetes;

public sealed class PodReaderTests
{
    private const string Whole = """
        {"kind":"Pod","apiVersion":"v1",
         "metadata":{"name":"web-5f8-x7k","generateName":"web-","namespace":"shop","uid":"4c2e","resourceVersion":"812","creationTimestamp":"2026-11-23T06:00:00Z",
          "labels":{"app":"web","pod-template-hash":"5f8","team":"blue"},"annotations":{"secret":"x","note":"kept"},
          "ownerReferences":[{"apiVersion":"v1","kind":"Other","name":"no","uid":"1"},{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-5f8","uid":"r1","controller":true,"blockOwnerDeletion":true}],
          "managedFields":[{"manager":"kubelet","fieldsV1":{"f:status":{"f:podIP":{}}}}]},
         "spec":{"volumes":[{"name":"a"}],"initContainers":[{"name":"init","image":"busybox"}],
          "containers":[{"name":"main","image":"registry:5000/shop/web:1.2","securityContext":{"privileged":true},"env":[{"name":"K","value":"V"}]},{"name":"side","image":"envoy"}],
          "ephemeralContainers":[{"name":"debug","image":"alpine:3"}],
          "serviceAccountName":"web-sa","nodeName":"worker-1","hostNetwork":true},
         "status":{"phase":"Running","hostIP":"192.168.1.4","podIP":"10.0.0.7","podIPs":[{"ip":"10.0.0.7"},{"ip":"fd00::7"}],
          "containerStatuses":[
           {"name":"main","containerID":"containerd://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","image":"sha256:0123","imageID":"registry:5000/shop/web@sha256:beef","lastState":{"terminated":{"exitCode":1,"containerID":"containerd://bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}}},
           {"name":"side","containerID":"cri-o://cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc","image":"docker.io/library/envoy:latest","imageID":""}],
          "initContainerStatuses":[{"name":"init","containerID":"docker://dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd","image":"busybox:latest","imageID":"docker-pullable://busybox@sha256:feed"}],
          "ephemeralContainerStatuses":[{"name":"debug","containerID":"containerd://eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","image":"docker.io/library/alpine:3","imageID":""}]}}
        """;

    private static readonly PodsOptions Options = new() { Labels = ["app", "te?m", "pod-*"], Annotations = ["note"] };

    private readonly IObjectReader _pods = Pods();

    [Fact]
    public void Takes_what_documents_need()
    {
        var pod = Read(Whole)!;

        Assert.Equal(("shop", "web-5f8-x7k", "4c2e", "812"), (pod.Namespace, pod.Name, pod.Uid, pod.ResourceVersion));
        Assert.Equal(("worker-1", "web-sa", true, false), (pod.Node, pod.ServiceAccount, pod.HostNetwork, pod.IsOver));
        Assert.Equal(new OwnerReference("ReplicaSet", "web-5f8", "r1"), pod.Owner);
        Assert.Equal("2026-11-23T06:00:00.000000000Z", pod.Created.ToString());
        Assert.Equal(["10.0.0.7", "fd00::7"], pod.Ips);
        Assert.Equal([("app", "web"), ("pod-template-hash", "5f8"), ("team", "blue")], pod.Labels.Select(label => (label.Key, label.Value)));
        Assert.Equal([("note", "kept")], pod.Annotations.Select(label => (label.Key, label.Value)));
    }

    [Fact]
    public void Takes_all_containers_the_one_before_a_restart_included()
    {
        var containers = Read(Whole)!.Containers;

        Assert.Equal(
            [("main", 'a', "containerd"), ("main", 'b', "containerd"), ("side", 'c', "cri-o"), ("init", 'd', "docker"), ("debug", 'e', "containerd")],
            containers.Select(container => (container.Name!, container.Id![0], container.Runtime!)));
        Assert.All(containers, container => Assert.Equal(64, container.Id!.Length));
        var main = containers[0];
        Assert.Equal(("registry:5000/shop/web", "1.2", "sha256:beef", true), (main.ImageName, main.ImageTag, main.ImageHash, main.Privileged));
        Assert.Equal(("docker.io/library/envoy", "latest", null, false), (containers[2].ImageName, containers[2].ImageTag, containers[2].ImageHash, containers[2].Privileged));
        Assert.Equal("sha256:feed", containers[3].ImageHash);
    }

    [Theory]
    [InlineData("""{"phase":"Pending"}""", false)]
    [InlineData("""{"phase":"Failed","reason":"Evicted"}""", true)]
    [InlineData("""{"phase":"Succeeded","containerStatuses":null,"podIPs":null,"podIP":""}""", true)]
    public void Knows_no_container_of_a_pod_that_does_not_run(string status, bool isOver)
    {
        var pod = Read($$$"""{"metadata":{"name":"a","namespace":"b","uid":"c"},"status":{{{status}}}}""")!;

        Assert.Empty(pod.Containers);
        Assert.Empty(pod.Ips);
        Assert.Equal(isOver, pod.IsOver);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"a","namespace":"b"}}""")]
    [InlineData("""{"metadata":{"uid":"a","namespace":"b"}}""")]
    [InlineData("""{"metadata":[]}""")]
    [InlineData("""{"metadata":{"name":7,"namespace":{"a":[1]},"uid":["u"]}}""")]
    [InlineData("{}")]
    public void Gives_nothing_for_what_cannot_be_told_from_others(string text) => Assert.Null(Read(text));

    [Fact]
    public void Keeps_no_long_text()
    {
        var pod = Read($$$"""{"metadata":{"name":"a","namespace":"b","uid":"c","labels":{"app":"{{{new string('x', 300_000)}}}"},"annotations":{"note":"{{{new string('y', 300_000)}}}"}},"spec":{"nodeName":"{{{new string('z', 300_000)}}}"}}""")!;

        Assert.Equal(1_024, pod.Labels["app"].Length);
        Assert.Equal(1_024, pod.Annotations["note"].Length);
        Assert.Null(pod.Node);
    }

    [Fact]
    public void Shares_what_pods_of_a_workload_have_in_common()
    {
        var (one, other) = (Read(Whole)!, Read(Whole)!);

        Assert.Same(one.Labels, other.Labels);
        Assert.Same(one.Node, other.Node);
        Assert.Same(one.Containers[0].ImageName, other.Containers[0].ImageName);
        Assert.NotSame(one.Uid, other.Uid);
    }

    [Fact]
    public void Reads_a_page_alike_however_it_is_cut() => Gen.Int[1, 400].Array[1, 40].Sample(cuts =>
    {
        var text = Encoding.UTF8.GetBytes($$$"""{"metadata":{"continue":"n\u0065xt","resourceVersion":"77"},"unknown":{"items":[{}]},"items":[{{{Whole}}},7,{"metadata":{}},{{{Whole.Replace("4c2e", "4c2f", StringComparison.Ordinal)}}}],"kind":"PodList"}""");
        var found = new List<IClusterObject>();
        var page = new ListDecoder(Pods(), found.Add);
        var (start, end) = (0, 0);
        for (var i = 0; end < text.Length; i++)
        {
            end = Math.Min(end + (i < cuts.Length ? cuts[i] : text.Length), text.Length);
            start += (int)page.Decode(new(text.AsMemory(start, end - start)), end == text.Length);
        }

        Assert.Equal(["4c2e", "4c2f"], found.Select(one => one.Uid));
        Assert.Equal(("77", "next", 2, true), (page.Version, page.Continuation, page.Skipped, page.IsComplete));
    });

    [Theory]
    [InlineData(null, "app", "team")]
    [InlineData("team", "team")]
    [InlineData("none", new string[0])]
    public void Keeps_the_labels_that_are_asked_for_and_no_other(string? asked, params string[] kept)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection(asked is null ? [] : [new("Labels:0", asked)]).Build().Get<PodsOptions>() ?? new();
        var reader = new Utf8JsonReader("""{"metadata":{"name":"a","namespace":"b","uid":"c","labels":{"app":"web","team":"blue","x":"y"}}}"""u8);
        reader.Read();

        var pod = (PodObject)PodWatch.ReaderOf(WatchedResource.All[0], options).Read(ref reader)!;

        Assert.Equal(kept, pod.Labels.Select(label => label.Key));
    }

    [Fact]
    public void Throws_nothing_but_that_it_is_no_JSON() => Gen.Select(Gen.Int[0, Whole.Length - 1], Gen.Byte, Gen.Int[0, 30]).Array[1, 5].Sample(changes =>
    {
        var bytes = Encoding.UTF8.GetBytes(Whole);
        foreach (var (at, value, length) in changes)
        {
            bytes.AsSpan(at, Math.Min(length, bytes.Length - at)).Fill(value);
        }

        var decoder = new WatchDecoder(Pods());
        decoder.Decode(new ReadOnlySequence<byte>([.. """{"type":"ADDED","object":"""u8, .. bytes, (byte)'}']));
        try
        {
            new ListDecoder(Pods(), _ => { }).Decode(new([.. """{"items":["""u8, .. bytes, .. "]}"u8]), isFinal: true);
        }
        catch (JsonException)
        {
        }
    });

    // Each sample its own: it is not thread-safe.
    private static IObjectReader Pods() => PodWatch.ReaderOf(WatchedResource.All[0], Options);

    private PodObject? Read(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        reader.Read();
        return (PodObject?)_pods.Read(ref reader);
    }
}
