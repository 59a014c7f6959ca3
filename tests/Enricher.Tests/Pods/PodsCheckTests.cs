using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Kubernetes;
using Eyrie.Enricher.Tests.Pods.Kubernetes;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Enricher.Tests.Pods;

public sealed class PodsCheckTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ClusterEnvironment _outside = new("", "", "/nonexistent");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("auto", "", "", false, "None")]
    [InlineData("auto", "", "", true, "Watch")]
    [InlineData("auto", "", "config", false, "Watch")]
    [InlineData("auto", "pods.yaml", "config", true, "File")]
    [InlineData("watch", "pods.yaml", "", false, "Watch")]
    [InlineData("file", "pods.yaml", "", true, "File")]
    [InlineData("topic", "", "", true, "Topic")]
    [InlineData("none", "pods.yaml", "config", true, "None")]
    public void Chooses(string source, string podsFile, string kubeconfig, bool inCluster, string expected)
    {
        var environment = inCluster ? Inside() : _outside;
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Pods:Source"] = source,
            ["PodsFile"] = podsFile,
            ["Pods:Kubeconfig"] = kubeconfig,
        }).Build();

        Assert.Equal(expected, PodSources.Choose(section, environment).ToString());
        Assert.Equal(expected, PodSources.Choose(new EnricherOptions { PodsFile = podsFile, Pods = new() { Source = source, Kubeconfig = kubeconfig } }, environment).ToString());
    }

    [Fact]
    public void Takes_the_default_when_nothing_is_said() =>
        Assert.Equal(PodSourceKind.None, PodSources.Choose(new ConfigurationBuilder().Build(), _outside));

    [Fact]
    public void A_file_must_be_named() => Assert.Equal(
        "enricher.pods.source: file needs enricher.podsFile, a YAML or JSON list of pods; set it, or choose another source",
        Complaint(new() { Source = "file" }));

    [Fact]
    public void A_watch_needs_a_cluster_or_a_kubeconfig()
    {
        Assert.Contains("enricher.pods.source: watch needs a cluster. Outside of one set enricher.pods.kubeconfig", Complaint(new() { Source = "watch" }), StringComparison.Ordinal);
        Assert.Null(Complaint(new() { Source = "watch" }, Inside()));
        Assert.Null(Complaint(new()));
    }

    [Fact]
    public void The_kubeconfig_must_be_there() => Assert.StartsWith(
        "enricher.pods.kubeconfig: there is no file '/nonexistent/config'; name one that exists", Complaint(new() { Kubeconfig = "/nonexistent/config" }), StringComparison.Ordinal);

    [Fact]
    public void The_context_must_be_in_it()
    {
        var kubeconfig = _folder.Write("config", ApiObjects.Kubeconfig("https://127.0.0.1:6443"));

        Assert.Null(Complaint(new() { Kubeconfig = kubeconfig }));
        Assert.Null(Complaint(new() { Kubeconfig = kubeconfig, Context = "here" }));
        Assert.Equal(
            $"enricher.pods.context: 'there', enricher.pods.kubeconfig: '{kubeconfig}': it has no context 'there'; there is here",
            Complaint(new() { Kubeconfig = kubeconfig, Context = "there" }));
    }

    [Fact]
    public void A_context_is_of_no_use_without_a_kubeconfig() => Assert.StartsWith(
        "enricher.pods.context: 'here' is a context of a kubeconfig; set enricher.pods.kubeconfig", Complaint(new() { Source = "watch", Context = "here" }, Inside()), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("apiVersion: v1\nclusters: [")]
    [InlineData("apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\n")]
    public void The_kubeconfig_must_be_one(string text)
    {
        var complaint = Complaint(new() { Kubeconfig = _folder.Write("config", text) });

        Assert.StartsWith($"enricher.pods.kubeconfig: '{_folder["config"]}': it ", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', complaint!);
    }

    [Fact]
    public void A_feeder_needs_a_cluster_whatever_source_its_readers_use()
    {
        var options = new EnricherOptions { Pods = new() { Source = "topic" } };

        Assert.StartsWith("'eyrie pods' needs a cluster. Outside of one set enricher.pods.kubeconfig", new PodsCheck(_outside, feeds: true).Validate(null, options).FailureMessage, StringComparison.Ordinal);
        Assert.True(new PodsCheck(_outside).Validate(null, options).Succeeded);
    }

    [Fact]
    public void Names_a_context_without_a_kubeconfig_whatever_the_source() =>
        Assert.StartsWith("enricher.pods.context: 'prod'", Complaint(new() { Context = "prod" }), StringComparison.Ordinal);

    [Fact]
    public void A_snapshot_needs_a_folder_but_need_not_be_there()
    {
        var folder = Path.GetDirectoryName(_folder.Write("there", ""))!;

        Assert.Null(Complaint(new() { SnapshotPath = Path.Combine(folder, "pods") }));
        Assert.Contains("there is no folder for", Complaint(new() { SnapshotPath = Path.Combine(folder, "none", "pods") }), StringComparison.Ordinal);
        Assert.Contains("is a directory", Complaint(new() { SnapshotPath = folder }), StringComparison.Ordinal);
    }

    private ClusterEnvironment Inside()
    {
        var token = _folder.Write("token", "t");
        return new("10.96.0.1", "443", Path.GetDirectoryName(token)!);
    }

    private string? Complaint(PodsOptions pods, ClusterEnvironment? environment = null) =>
        new PodsCheck(environment ?? _outside).Validate(null, new EnricherOptions { Pods = pods }).FailureMessage;
}
