using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace Eyrie.Tests.Deploy;

/// <summary>Kafka's users of the overlay <c>production</c>: who may what.</summary>
public sealed class KafkaUserTests
{
    private static readonly Dictionary<string, IReadOnlyList<(string Type, string Name, string[] Operations)>> Users = Read();

    [Fact]
    public void Has_a_user_for_each_service_account_of_ours() => Assert.Equal(
        Manifests.Of("base").Concat(Manifests.Of("overlays/production")).OfType<V1ServiceAccount>().Select(account => account.Name()).Order(StringComparer.Ordinal), Users.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Names_topics_that_there_are()
    {
        var known = new Eyrie.Contracts.Topics().All.Select(topic => topic.Name).ToHashSet();

        Assert.All(Users.Values.SelectMany(rights => rights).Where(right => right.Type is "topic" && !right.Name.EndsWith('.')), right => Assert.Contains(right.Name, known));
    }

    [Theory]
    [InlineData("eyrie.events.v1", "Write", "eyrie-ingestor")]
    [InlineData("eyrie.events.v1", "Read", "eyrie-enricher", "eyrie-operator")]
    [InlineData("eyrie.alerts.v1", "Write", "eyrie-enricher")]
    [InlineData("eyrie.urgent.v1", "Write", "eyrie-enricher")]
    [InlineData("eyrie.activity.v1", "Write", "eyrie-enricher")]
    [InlineData("eyrie.state.v1", "Write", "eyrie-enricher")]
    [InlineData("eyrie.dead.v1", "Read", "eyrie-operator")]
    [InlineData("eyrie.silences.v1", "Write", "eyrie-operator")]
    [InlineData("eyrie.notices.v1", "Write", "eyrie-sink-pagerduty", "eyrie-sink-slack")]
    [InlineData("eyrie.retry.v1", "Write", "eyrie-operator")]
    [InlineData("eyrie.events.v1", "Delete")]
    [InlineData("eyrie.alerts.v1", "AlterConfigs", "eyrie-topics")]
    public void Lets_only_these(string topic, string operation, params string[] users) => Assert.Equal(
        users, Users.Where(user => user.Value.Any(right => right.Type is "topic" && Fits(right.Name, topic) && right.Operations.Contains(operation))).Select(user => user.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Gives_each_workload_the_password_of_its_own_user()
    {
        var patches = File.ReadAllText(Path.Combine(Repository.Root, "deploy/k8s/overlays/production/kustomization.yaml"));

        Assert.All(Users.Keys.Where(user => user is not "eyrie-operator"), user => Assert.Matches($@"name: {user} \}}\n    patch: \|-\n(.*\n){{2}} +value: .*secretName: {user},", patches));
    }

    [Fact]
    public void Lets_every_stage_write_what_it_could_not_take() => Assert.All(
        Users.Where(user => user.Key is not ("eyrie-topics" or "eyrie-operator")), user => Assert.Contains(user.Value, right => right.Name is "eyrie.dead.v1" && right.Operations.Contains("Write")));

    private static bool Fits(string name, string topic) => name.EndsWith('.') ? topic.StartsWith(name, StringComparison.Ordinal) : name == topic;

    private static Dictionary<string, IReadOnlyList<(string Type, string Name, string[] Operations)>> Read()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Repository.Root, "deploy/k8s/overlays/production/users.yaml"))));
        return stream.Documents.Select(document => document.RootNode).ToDictionary(
            user => user["metadata"]["name"].ToString(),
            user => (IReadOnlyList<(string, string, string[])>)[.. ((YamlSequenceNode)user["spec"]["authorization"]["acls"]).Select(Right)]);
    }

    private static (string Type, string Name, string[] Operations) Right(YamlNode acl)
    {
        var resource = (YamlMappingNode)acl["resource"];
        return (resource["type"].ToString(), resource.Children.TryGetValue("name", out var name) ? name.ToString() : "", [.. ((YamlSequenceNode)acl["operations"]).Select(operation => operation.ToString())]);
    }
}
