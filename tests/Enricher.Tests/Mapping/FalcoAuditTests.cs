using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Explain;
using Eyrie.Enricher.Mapping.Falco;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Enricher.Tests.Mapping;

public sealed class FalcoAuditTests
{
    [Fact]
    public void Reads_a_call_of_AWS()
    {
        var alert = Map("aws_cloudtrail", new()
        {
            ["ct.name"] = "AttachUserPolicy",
            ["ct.shortsrc"] = "iam",
            ["ct.user"] = "mary",
            ["ct.user.principalid"] = "AIDA1",
            ["ct.user.accountid"] = "111111111111",
            ["ct.recipientaccountid"] = "222222222222",
            ["ct.region"] = "eu-central-1",
            ["ct.srcip"] = "198.51.100.7",
            ["ct.useragent"] = "aws-cli/2.17",
            ["ct.requestid"] = "r-1",
            ["ct.request.username"] = "bob",
            ["iam.policy"] = "AdministratorAccess",
            ["ct.error"] = "AccessDenied",
        });

        Assert.Equal(("mary", "AIDA1", "aws-cli/2.17"), (alert.User!.Name, alert.User.Id, alert.User.UserAgent));
        Assert.Equal("bob", alert.TargetUser!.Name);
        Assert.Equal(("aws", "222222222222", "eu-central-1", "iam"), (alert.Cloud!.Provider, alert.Cloud.AccountId, alert.Cloud.Region, alert.Cloud.Service));
        Assert.Equal(("policy", "AdministratorAccess"), (alert.Cloud.ResourceType, alert.Cloud.ResourceName));
        Assert.Equal(("AttachUserPolicy", "failure", "AccessDenied", "r-1"), (alert.Action, alert.Outcome, alert.Reason, alert.Call!.RequestId));
        Assert.Equal(("api iam", "change user"), (string.Join(' ', alert.Categories), string.Join(' ', alert.Types)));
        Assert.Equal("198.51.100.7", alert.Network!.SourceAddress!.ToString());
    }

    [Fact]
    public void Names_a_service_of_AWS_that_calls_by_itself()
    {
        var network = Map("aws_cloudtrail", new() { ["ct.name"] = "RunInstances", ["ct.srcip"] = "autoscaling.amazonaws.com" }).Network!;

        Assert.Equal((null, "autoscaling.amazonaws.com"), (network.SourceAddress, network.SourceDomain));
    }

    [Fact]
    public void Reads_a_call_of_Google_Cloud()
    {
        var alert = Map("gcp_auditlog", new()
        {
            ["gcp.methodName"] = "google.iam.admin.v1.CreateServiceAccountKey",
            ["gcp.serviceName"] = "iam.googleapis.com",
            ["gcp.user"] = "mary@example.com",
            ["gcp.callerIP"] = "198.51.100.7",
            ["gcp.projectId"] = "shop",
            ["gcp.location"] = "europe-west3",
            ["gcp.resourceName"] = "projects/-/serviceAccounts/1",
            ["gcp.authorizationInfo"] = """[{"granted":false,"permission":"iam.serviceAccountKeys.create"}]""",
        });

        Assert.Equal(("mary@example.com", "mary@example.com"), (alert.User!.Name, alert.User.Email));
        Assert.Equal(("gcp", "shop", "europe-west3", "iam", "projects/-/serviceAccounts/1"),
            (alert.Cloud!.Provider, alert.Cloud.ProjectId, alert.Cloud.Region, alert.Cloud.Service, alert.Cloud.ResourceId));
        Assert.Equal(("failure", "api iam", "creation user"), (alert.Outcome, string.Join(' ', alert.Categories), string.Join(' ', alert.Types)));
    }

    [Fact]
    public void Takes_the_permission_for_the_method_where_the_rule_does_not_print_that()
    {
        var alert = Map("gcp_auditlog", new() { ["gcp.authorizationInfo"] = """[{"granted":true,"permission":"storage.buckets.setIamPolicy","resource":"projects/_/buckets/b"}]""" });

        Assert.Equal(("storage.buckets.setIamPolicy", "projects/_/buckets/b", null), (alert.Action, alert.Cloud!.ResourceId, alert.Outcome));
    }

    [Fact]
    public void Reads_an_event_of_Okta()
    {
        var alert = Map("okta", new()
        {
            ["okta.evt.type"] = "user.session.start",
            ["okta.actor.id"] = "00u1",
            ["okta.actor.alternateid"] = "mary@example.com",
            ["okta.actor.name"] = "Mary Major",
            ["okta.client.ip"] = "198.51.100.7",
            ["okta.client.geo.city"] = "Vienna",
            ["okta.client.geo.country"] = "Austria",
            ["okta.security.asnumber"] = 64500,
            ["okta.security.asorg"] = "Example Networks",
            ["okta.useragent.raw"] = "Mozilla/5.0",
            ["okta.requesturi"] = "/api/v1/authn?x=1",
            ["okta.result"] = "FAILURE",
            ["okta.reason"] = "INVALID_CREDENTIALS",
            ["okta.target.user.alternateid"] = "bob@example.com",
            ["okta.target.user.name"] = "Bob",
            ["okta.org"] = "example",
        });

        using var document = JsonDocument.Parse(SampleDocuments.Write(alert));
        var flat = FlatDocument.Of(document.RootElement);
        Assert.Equal("Mary Major", flat["user.full_name"]);
        Assert.Equal("bob@example.com", flat["user.target.email"]);
        Assert.Equal(("Vienna", "Austria", "64500"), (flat["source.geo.city_name"], flat["source.geo.country_name"], flat["source.as.number"]));
        Assert.Equal(("/api/v1/authn?x=1", "/api/v1/authn", "x=1"), (flat["url.original"], flat["url.path"], flat["url.query"]));
        Assert.Equal(("failure", "INVALID_CREDENTIALS", "[\"authentication\"]"), (flat["event.outcome"], flat["event.reason"], flat["event.category"]));
        Assert.Equal(("okta", "example"), (flat["cloud.provider"], flat["cloud.account.name"]));
        Assert.Empty(FieldCheck.Problems(document.RootElement));
    }

    [Fact]
    public void Reads_an_event_of_GitHub()
    {
        var alert = Map("github", new()
        {
            ["github.type"] = "member",
            ["github.action"] = "added",
            ["github.user"] = "mary",
            ["github.collaborator.name"] = "bob",
            ["github.org"] = "example",
            ["github.repo.name"] = "shop",
            ["github.repo.url"] = "https://github.example.com/example/shop",
        });

        Assert.Equal(("member.added", "mary", "bob"), (alert.Action, alert.User!.Name, alert.TargetUser!.Name));
        Assert.Equal(("github", "example", "repository", "shop"), (alert.Cloud!.Provider, alert.Cloud.AccountName, alert.Cloud.ResourceType, alert.Cloud.ResourceName));
        Assert.Equal(("iam", "creation user"), (string.Join(' ', alert.Categories), string.Join(' ', alert.Types)));
    }

    [Fact]
    public void Reads_who_acted_as_whom_in_Kubernetes()
    {
        var alert = Map("k8s_audit", new()
        {
            ["ka.user.name"] = "mary",
            ["ka.impuser.name"] = "system:admin",
            ["ka.verb"] = "create",
            ["ka.target.resource"] = "clusterrolebindings",
            ["ka.target.name"] = "all",
            ["ka.uri"] = "/apis/rbac.authorization.k8s.io/v1beta1/clusterrolebindings?dryRun=All",
            ["ka.auditid"] = "a-1",
            ["ka.response.code"] = "201",
            ["ka.cluster.name"] = "eks-1",
            ["ka.sourceips"] = "(198.51.100.7,10.0.0.1)",
        });

        Assert.Equal(("system:admin", "v1beta1", 201, "a-1", "eks-1"), (alert.EffectiveUser!.Name, alert.Call!.Version, alert.Call.StatusCode, alert.Call.RequestId, alert.Cluster));
        Assert.Equal(("success", "api iam", "creation admin"), (alert.Outcome, string.Join(' ', alert.Categories), string.Join(' ', alert.Types)));
        Assert.Equal("198.51.100.7", alert.Network!.SourceAddress!.ToString());
        Assert.Null(alert.Cloud);
    }

    [Theory]
    [InlineData("/api/v1/pods", "v1")]
    [InlineData("/apis/apps/v1/deployments", "v1")]
    [InlineData("/apis/batch/v1beta1?timeout=5s", "v1beta1")]
    [InlineData("/apis/batch", null)]
    [InlineData("/healthz", null)]
    [InlineData("/api/", null)]
    [InlineData(null, null)]
    public void Reads_the_version_of_the_API(string? uri, string? version) => Assert.Equal(version, KubernetesUri.Version(uri));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("\"permission\"", null)]
    [InlineData("\"permission\":\"", null)]
    [InlineData("[{\"permission\": \"a.b.c\"", "a.b.c")]
    public void Reads_what_is_left_of_an_authorization(string? text, string? permission) => Assert.Equal(permission, GoogleAuthorization.Permission(text));

    private static Observation Map(string source, Dictionary<string, object?> fields)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new { rule = "r", output = "o", source, output_fields = fields });
        return SampleDocuments.Map(new(json, SensorFormat.FalcoJson, "n", SampleDocuments.Received));
    }
}
