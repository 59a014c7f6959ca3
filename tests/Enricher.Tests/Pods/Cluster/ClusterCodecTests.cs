using System.Text;
using CsCheck;
using Eyrie.Enricher.Pods.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Enricher.Tests.Pods.Cluster;

public sealed class ClusterCodecTests
{
    private static readonly Gen<string> Name = Gen.String[1, 30];
    private static readonly Gen<Dictionary<string, string>> Texts = Gen.Dictionary(Gen.String[0, 20], Gen.String[0, 40])[0, 5];

    private static readonly Gen<PodObject> Pods = Gen.Select(Name, Name, Name, Texts, Gen.Bool, Gen.Long, Gen.String[0, 70].Array[0, 3], (uid, space, name, texts, flag, time, ids) =>
        new PodObject(uid, space, name)
        {
            Node = name,
            Ips = ["10.0.0.1", space],
            HostNetwork = flag,
            IsOver = !flag,
            Owner = flag ? new("ReplicaSet", name, uid) : null,
            Created = time == 0 ? null : new(time),
            Labels = texts,
            Annotations = texts,
            Containers = [.. ids.Select(id => new ContainerFact { Id = id, Name = name, Privileged = flag })],
        });

    // A surrogate without its other half has no UTF-8: it becomes U+FFFD at the first writing, and is the same ever after.
    [Fact]
    public void Reads_back_whatever_it_wrote() => Pods.Sample(
        pod =>
        {
            var value = ClusterCodec.Write(pod);
            var message = ClusterCodec.Read(value)!.Value;
            Assert.Equal(Encoding.UTF8.GetString(value), Encoding.UTF8.GetString(ClusterCodec.Write(message.Object!)));
        },
        iter: 2_000);

    [Fact]
    public void Keeps_the_labels_of_a_namespace()
    {
        var space = new NamespaceObject(ACluster.Uid(4), "shop") { Labels = new Dictionary<string, string> { ["team"] = "checkout", ["a"] = "" } };

        Assert.Equivalent(space, ClusterCodec.Read(ClusterCodec.Write(space))!.Value.Object, strict: true);
        Assert.True(PodKey.TryParse($"prod/namespace/{space.Uid}", out var key));
        Assert.Equal(ClusterKind.Namespace, key.Kind);
    }

    [Fact]
    public void Writes_the_same_for_labels_in_another_order() => Assert.Equal(
        ClusterCodec.Write(ACluster.Pod(1) with { Labels = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } }),
        ClusterCodec.Write(ACluster.Pod(1) with { Labels = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } }));

    [Fact]
    public void Keeps_every_fact()
    {
        var pod = ACluster.Pod(1, "web-1", 5, "10.0.0.7") with
        {
            Owner = new("ReplicaSet", "web-5b7f9c", ACluster.Uid(9)),
            Labels = new Dictionary<string, string> { ["app"] = "web" },
            Containers = [ACluster.Container(1) with { ImageHash = "sha256:aa", Privileged = true }],
        };

        var read = Assert.IsType<PodObject>(ClusterCodec.Read(ClusterCodec.Write(pod, new(77)))!.Value.Object);

        Assert.Equivalent(pod, read, strict: true);
        Assert.Equal(77, ClusterCodec.Read(ClusterCodec.Write(pod, new(77)))!.Value.Deleted.UnixNanoseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{")]
    [InlineData("""{"kind":"pod"}""")]
    [InlineData("""{"kind":"pod","uid":"u","namespace":"a"}""")]
    [InlineData("""{"kind":"pod","uid":"u","namespace":"a","name":""}""")]
    [InlineData("""{"kind":"pod","uid":5,"namespace":"a","name":"b"}""")]
    [InlineData("""{"kind":"pod","uid":"u","namespace":"a","name":"b","labels":[]}""")]
    [InlineData("""{"kind":"pod","uid":"u","namespace":"a","name":"b","created":1e400}""")]
    [InlineData("{\"kind\":\"pod\",\"uid\":\"\xff\"")]
    public void Says_no_to_what_is_none_of_ours(string value) =>
        Assert.Throws<FormatException>(() => ClusterCodec.Read(Encoding.Latin1.GetBytes(value)));

    [Theory]
    [InlineData("""{"v":9,"kind":"volcano","uid":"u"}""")]
    public void Leaves_out_kinds_of_a_later_version(string value) => Assert.Null(ClusterCodec.Read(Encoding.UTF8.GetBytes(value)));

    [Fact]
    public void Takes_hostile_values_without_harm()
    {
        var long_ = new string('x', 100_000);
        var many = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"{i}\":null,\"l{i}\":\"{i}\""));
        var value = $$"""
            {"kind":"pod","uid":"u","namespace":"a","name":"b","later":{"deep":[[[1]]]},"node":"{{long_}}","ips":[null,"x","1","300.1.1.1","10.0.0.1"],
            "owner":{"kind":null,"name":"{{long_}}"},"labels":{ {{many}} },"containers":[null,{},{"id":"{{long_}}"},{"id":"0123456789ab","name":null}]}
            """;

        var pod = (PodObject)ClusterCodec.Read(Encoding.UTF8.GetBytes(value))!.Value.Object!;
        var catalog = new ClusterCatalog(TimeSpan.FromMinutes(1), new FakeTimeProvider(ACluster.Start));
        catalog.Of("").Put(pod);

        Assert.True(pod.Node!.Length <= 512);
        Assert.Null(pod.Owner);
        Assert.True(pod.Labels.Count <= 256);
        var found = catalog.Find(new() { ContainerId = "0123456789ab" })!;
        Assert.Equal(("b", "10.0.0.1"), (found.Name, found.Ip));
        Assert.True(found.Labels.Count <= 64);
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_with_a_reason() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        try
        {
            ClusterCodec.Read(bytes);
        }
        catch (FormatException e)
        {
            Assert.NotEmpty(e.Message);
        }
    });

    [Theory]
    [InlineData("prod/pod/u", "prod", "u")]
    [InlineData("/pod/u", "", "u")]
    [InlineData("eu/west/1/pod/u", "eu/west/1", "u")]
    public void Reads_keys(string text, string cluster, string uid)
    {
        Assert.True(PodKey.TryParse(text, out var key));
        Assert.Equal(new(cluster, ClusterKind.Pod, uid), key);
        Assert.Equal(text, key.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("pod/u")]
    [InlineData("a/volcano/u")]
    [InlineData("a/pod/")]
    [InlineData("///")]
    public void Says_no_to_other_keys(string? text) => Assert.False(PodKey.TryParse(text, out _));
}
