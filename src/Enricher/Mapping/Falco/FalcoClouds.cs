namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads whose cloud an audited call was in, and what it was about.</summary>
internal static class FalcoClouds
{
    /// <summary>The cloud; null when none is named.</summary>
    public static CloudFact? Read(FalcoAlert alert) =>
        alert.Source is "aws_cloudtrail" || alert.Text("ct.name", "ct.src", "ct.region", "ct.user") is not null ? Amazon(alert)
        : alert.Source is "gcp_auditlog" || alert.Text("gcp.projectId", "gcp.methodName", "gcp.user") is not null ? Google(alert)
        : alert.Source is "okta" || alert.Text("okta.evt.type") is not null ? Okta(alert)
        : alert.Source is "github" || alert.Text("github.type", "github.repo") is not null ? GitHub(alert)
        : null;

    private static CloudFact Amazon(FalcoAlert alert)
    {
        var (type, name) = Resource(alert,
            ("bucket", "s3.bucket"), ("repository", "ecr.repository"), ("role", "iam.role"), ("policy", "iam.policy"), ("function", "ct.request.functionname"),
            ("cluster", "ct.request.cluster"), ("instance", "ec2.name"), ("policy", "ct.request.policy"), ("subnet", "ct.request.subnetid"), (null, "ct.request.name"));
        return new("aws")
        {
            AccountId = alert.Text("ct.recipientaccountid", "ct.user.accountid"),
            Region = alert.Text("ct.region"),
            AvailabilityZone = alert.Text("ct.request.availabilityzone"),
            Service = alert.Text("ct.shortsrc") ?? WithoutSuffix(alert.Text("ct.src"), ".amazonaws.com"),
            ResourceType = type,
            ResourceName = name,
            ResourceId = alert.Text("s3.uri"),
        };
    }

    private static CloudFact Google(FalcoAlert alert)
    {
        var (type, name) = Resource(alert,
            ("bucket", "gcp.storage.bucket"), ("function", "gcp.cloudfunctions.function"), ("database", "gcp.cloudsql.databaseId"), ("zone", "gcp.dns.zone"),
            ("sink", "gcp.logging.sink"), ("instance", "gcp.compute.instanceId"), ("subnetwork", "gcp.compute.subnetwork"), ("network", "gcp.compute.networkId"));
        var authorization = alert.Text("gcp.authorizationInfo");
        return new("gcp")
        {
            ProjectId = alert.Text("gcp.projectId"),
            Region = alert.Text("gcp.location"),
            Service = WithoutSuffix(alert.Text("gcp.serviceName"), ".googleapis.com") ?? FirstPart(GoogleAuthorization.Permission(authorization)),
            InstanceId = alert.Text("gcp.compute.instanceId"),
            ResourceType = type ?? alert.Text("gcp.resourceType"),
            ResourceName = name,
            ResourceId = alert.Text("gcp.resourceName") ?? GoogleAuthorization.Resource(authorization),
        };
    }

    private static CloudFact Okta(FalcoAlert alert)
    {
        var (type, name) = Resource(alert,
            ("application", "okta.target.app.alternateid"), ("group", "okta.target.group.name"), ("application", "okta.app"), (null, "okta.targets.displayName"));
        return new("okta") { AccountName = alert.Text("okta.org"), ResourceType = type, ResourceName = name, ResourceId = alert.Text("okta.target.group.id") };
    }

    private static CloudFact GitHub(FalcoAlert alert)
    {
        var (type, name) = Resource(alert, ("repository", "github.repo.name"), ("repository", "github.repo"), ("workflow", "github.workflow.filename"));
        return new("github")
        {
            AccountName = alert.Text("github.org", "github.owner"),
            ResourceType = type,
            ResourceName = name,
            ResourceId = alert.Text("github.repo.url", "github.webhook.id"),
        };
    }

    private static (string? Type, string? Name) Resource(FalcoAlert alert, params ReadOnlySpan<(string? Type, string Field)> fields)
    {
        foreach (var (type, field) in fields)
        {
            if (alert.Text(field) is { } name)
            {
                return (type, name);
            }
        }

        return default;
    }

    private static string? WithoutSuffix(string? text, string suffix) =>
        text is not null && text.Length > suffix.Length && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text;

    private static string? FirstPart(string? permission)
    {
        var dot = permission?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        return dot <= 0 ? null : permission![..dot];
    }
}
