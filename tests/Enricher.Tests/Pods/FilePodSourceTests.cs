using Eyrie.Enricher.Pods;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Enricher.Tests.Pods;

public sealed class FilePodSourceTests : IDisposable
{
    private const string Pods = """
        - namespace: shop
          name: web-1
          uid: 11111111-2222
          ip: 10.0.0.7
          workload: { kind: Deployment, name: web }
          labels: { app: web }
          namespaceLabels: { team: checkout }
          containers:
            - { id: containerd://0123456789abcdef0123456789abcdef, name: nginx, image: "reg:5000/nginx:1.27@sha256:aa", privileged: true }
        """;

    private readonly string _path = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("0123456789ab", null, null)]
    [InlineData("0123456789abcdef0123456789abcde", null, null)]
    [InlineData("0123456789abcdef0123456789abcdef", null, null)]
    [InlineData(null, "11111111-2222", null)]
    [InlineData("ffffffffffff", null, "web-1")]
    public void Finds_a_pod_by_everything_that_events_name_it_by(string? container, string? uid, string? name) =>
        Assert.Equal("web", Source(Pods).Find(new() { ContainerId = container, Uid = uid, Namespace = "shop", Name = name })!.WorkloadName);

    [Theory]
    [InlineData("0123456789ax", null, null)]
    [InlineData("0123456789abcdee", null, null)]
    [InlineData("0123", null, null)]
    [InlineData(null, null, "web-2")]
    public void Finds_nothing_else(string? container, string? uid, string? name) =>
        Assert.Null(Source(Pods).Find(new() { ContainerId = container, Uid = uid, Namespace = "shop", Name = name }));

    [Fact]
    public void Takes_a_containers_image_and_id_apart() => Assert.Equal(
        new ContainerFact
        {
            Id = "0123456789abcdef0123456789abcdef",
            Runtime = "containerd",
            Name = "nginx",
            ImageName = "reg:5000/nginx",
            ImageTag = "1.27",
            ImageHash = "sha256:aa",
            Privileged = true,
        },
        Source(Pods).Find(new() { ContainerId = "0123456789ab" })!.Container);

    [Fact]
    public void Takes_the_labels_of_namespaces()
    {
        Assert.Equal("checkout", Source(Pods).FindNamespace(null, "shop")!["team"]);
        Assert.Null(Source(Pods).FindNamespace(null, "other"));
    }

    [Fact]
    public void Reads_json() => Assert.NotNull(
        Source("""[{"namespace":"shop","name":"a","uid":"u"}]""").Find(new() { Uid = "u" }));

    [Fact]
    public void Reads_the_file_again_when_it_changed_and_keeps_the_last_good_one()
    {
        var source = Source(Pods);
        Write("- { namespace: shop, name: other, uid: u2 }");
        Assert.Null(source.Find(new() { Uid = "u2" }));

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotNull(source.Find(new() { Uid = "u2" }));

        Write("- { namespace: shop, name: [ }");
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotNull(source.Find(new() { Uid = "u2" }));
    }

    [Theory]
    [InlineData("- { namespace: shop, name: a }\n- { namespace: shop, nmae: b }", "line 2")]
    [InlineData("- { namespace: shop, name: a }\n- { namespace: shop }", "item 2: a pod needs a namespace and a name")]
    [InlineData("- {", "line 2")]
    public void Names_file_and_line_of_what_is_wrong(string text, string problem)
    {
        Write(text);

        var result = new PodsFileCheck().Validate(null, new() { PodsFile = _path });

        Assert.Contains(_path, result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains(problem, result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_a_file_that_is_not_there() => Assert.Contains(
        "/no/such/file", new PodsFileCheck().Validate(null, new() { PodsFile = "/no/such/file" }).FailureMessage, StringComparison.Ordinal);

    public void Dispose() => File.Delete(_path);

    private FilePodSource Source(string text)
    {
        Write(text);
        return new(Options.Create(new EnricherOptions { PodsFile = _path }), _time, NullLogger<FilePodSource>.Instance);
    }

    private void Write(string text) => File.WriteAllText(_path, text);
}
