using System.Reflection;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Mapping;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>ECS says which types go with which category (9.4, 'expected event types'): every type of ours goes with every category beside it.</summary>
public sealed class EcsCategoriesTests
{
    private static readonly Dictionary<string, string[]> Expected = new()
    {
        ["api"] = ["access", "admin", "allowed", "change", "creation", "deletion", "denied", "end", "info", "start", "user"],
        ["authentication"] = ["start", "end", "info"],
        ["configuration"] = ["access", "change", "creation", "deletion", "info"],
        ["driver"] = ["change", "end", "info", "start"],
        ["file"] = ["access", "change", "creation", "deletion", "info"],
        ["host"] = ["access", "change", "end", "info", "start"],
        ["iam"] = ["admin", "change", "creation", "deletion", "group", "info", "user"],
        ["library"] = ["start"],
        ["network"] = ["access", "allowed", "connection", "denied", "end", "info", "protocol", "start"],
        ["process"] = ["access", "change", "end", "info", "start"],
    };

    private static readonly string[] Outcomes = ["success", "failure", "unknown"];

    [Fact]
    public void Every_sample_is_of_categories_and_types_that_go_together()
    {
        foreach (var bytes in SampleDocuments.All())
        {
            using var document = JsonDocument.Parse(bytes);
            var said = document.RootElement.GetProperty("event");
            Check(Texts(said, "category"), Texts(said, "type"));
            Assert.True(!said.TryGetProperty("outcome", out var outcome) || Outcomes.Contains(outcome.GetString()));
        }
    }

    [Fact]
    public void So_are_all_kinds_of_act_that_we_know()
    {
        var kinds = typeof(ActKind).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (ActKind)field.GetValue(null)!).ToList();

        Assert.All(kinds, kind => Check(kind.Categories, kind.Types));
        Assert.True(kinds.Count > 20, $"only {kinds.Count} kinds were checked");
    }

    [Fact]
    public void So_are_all_calls_of_APIs()
    {
        string[] verbs = ["create", "delete", "deletecollection", "update", "patch", "get", "list", "watch", "impersonate"];
        string[] resources = ["pods", "serviceaccounts", "clusterrolebindings", "configmaps", "secrets", "deployments", "events"];
        var kubernetes = verbs.SelectMany(verb => resources.Select(resource => Fields(("ka.verb", verb), ("ka.target.resource", resource))))
            .Append(Fields(("ka.target.resource", "pods"), ("ka.target.subresource", "exec")))
            .Append(Fields(("ka.target.resource", "pods"), ("ka.target.subresource", "portforward")));
        string[] names = ["ConsoleLogin", "AssumeRole", "CreateUser", "CreateGroup", "DeleteRole", "PutBucketPolicy", "GetObject", "PutObject", "StopLogging", "Unheard"];
        string[] services = ["iam", "s3", "sts", "signin", "ec2"];
        var amazon = names.SelectMany(name => services.Select(service => Fields(("ct.name", name), ("ct.shortsrc", service))));
        string[] methods = ["google.iam.admin.v1.DeleteServiceAccount", "storage.setIamPermissions", "v1.compute.firewalls.insert", "storage.objects.get", "x"];
        var google = methods.Select(method => Fields(("gcp.methodName", method), ("gcp.serviceName", "compute.googleapis.com")));
        string[] happenings = ["user.session.start", "user.session.end", "user.authentication.sso", "user.account.lock", "user.lifecycle.create", "group.user_membership.add",
            "application.lifecycle.update", "policy.rule.deactivate", "system.api_token.create", "unheard"];
        var okta = happenings.Select(type => Fields(("okta.evt.type", type)));
        string[] types = ["star", "member", "team", "organization", "repository", "push"];
        string[] actions = ["created", "removed", "edited", "started"];
        var github = types.SelectMany(type => actions.Select(action => Fields(("github.type", type), ("github.action", action))));

        var calls = 0;
        foreach (var fields in kubernetes.Concat(amazon).Concat(google).Concat(okta).Concat(github))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(new { rule = "r", output = "o", output_fields = fields });
            var observation = SampleDocuments.Map(new(json, SensorFormat.FalcoJson, "n", SampleDocuments.Received));
            Check(observation.Categories, observation.Types);
            Assert.NotEmpty(observation.Categories);
            calls++;
        }

        Assert.True(calls > 150, $"only {calls} calls were checked");
    }

    [Fact]
    public void The_check_finds_what_does_not_go_together() =>
        Assert.ThrowsAny<Exception>(() => Check(["file"], ["connection"]));

    private static void Check(IReadOnlyList<string> categories, IReadOnlyList<string> types)
    {
        Assert.NotEmpty(types);
        foreach (var category in categories)
        {
            Assert.All(types, type => Assert.True(Expected.GetValueOrDefault(category)?.Contains(type), $"{category} does not go with {type}"));
        }
    }

    private static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) => fields.ToDictionary(field => field.Name, field => field.Value);

    private static List<string> Texts(JsonElement said, string name) =>
        said.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
}
