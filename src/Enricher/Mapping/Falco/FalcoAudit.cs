using System.Globalization;
using System.Net;

namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads who called which API from the plugins that watch audit logs: Kubernetes, AWS, Google Cloud, Okta, GitHub.</summary>
internal static class FalcoAudit
{
    /// <summary>Whether the alert is about a call of an API, not about a process: most are not, and say so at once.</summary>
    public static bool IsCall(FalcoAlert alert) =>
        alert.Source is not "syscall" && (IsKubernetes(alert) || Action(alert) is not null || User(alert) is not null || FalcoClouds.Read(alert) is not null);

    /// <summary>Whether the call was one to the Kubernetes API; plugins for managed clusters have sources of their own.</summary>
    public static bool IsKubernetes(FalcoAlert alert) =>
        alert.Source is "k8s_audit" || alert.Text("ka.verb", "ka.target.resource", "ka.uri", "ka.user.name") is not null;

    /// <summary>The API's user; null for alerts about processes.</summary>
    public static UserFact? User(FalcoAlert alert)
    {
        var name = alert.Text("ka.user.name", "ka.auth.openshift.username", "ct.user", "gcp.user", "okta.actor.alternateid", "github.user", "azure.user");
        var id = alert.Text("ct.user.principalid", "ka.user.uid", "okta.actor.id");
        var agent = alert.Text("ka.useragent", "ct.useragent", "gcp.userAgent", "okta.useragent.raw");
        return name is null && id is null && agent is null ? null : new()
        {
            Id = id,
            Name = name,
            FullName = alert.Text("okta.actor.name"),
            Email = MailAddress(name),
            UserAgent = agent,
        };
    }

    /// <summary>Whose rights were borrowed.</summary>
    public static UserFact? EffectiveUser(FalcoAlert alert) => alert.Text("ka.impuser.name") is { } name ? new() { Name = name } : null;

    /// <summary>Whom it was done to: the user that was made, locked, added.</summary>
    public static UserFact? TargetUser(FalcoAlert alert)
    {
        var name = alert.Text("okta.target.user.alternateid", "ct.request.username", "github.collaborator.name", "gcp.iam.serviceAccount");
        var id = alert.Text("okta.target.user.id", "gcp.iam.serviceAccountId");
        return name is null && id is null ? null : new()
        {
            Id = id,
            Name = name,
            FullName = alert.Text("okta.target.user.name"),
            Email = MailAddress(name),
            GroupId = alert.Text("okta.target.group.id"),
            GroupName = alert.Text("okta.target.group.name", "ct.request.groupname"),
        };
    }

    /// <summary>Where the call came from; the first address of several.</summary>
    public static IPAddress? SourceAddress(FalcoAlert alert)
    {
        var text = Source(alert).AsSpan().Trim("[]()\" ");
        var comma = text.IndexOf(',');
        return NetworkTexts.Address(comma < 0 ? text : text[..comma].TrimEnd("\" "));
    }

    /// <summary>The name of a caller that has no address: a service of AWS calls on its own.</summary>
    public static string? SourceDomain(FalcoAlert alert) =>
        alert.Text("ct.srcip") is { } name && name.EndsWith(".amazonaws.com", StringComparison.Ordinal) ? name : null;

    /// <summary>What a Kubernetes call was about.</summary>
    public static ResourceFact? Resource(FalcoAlert alert)
    {
        var resource = new ResourceFact
        {
            Type = KubernetesResources.One(alert.Text("ka.target.resource")),
            Name = alert.Text("ka.target.name", "ka.resp.name"),
            Namespace = alert.Text("ka.target.namespace"),
        };
        return resource is { Type: null, Name: null, Namespace: null } ? null : resource;
    }

    /// <summary>The pod that a Kubernetes call was about.</summary>
    public static string? TargetPod(FalcoAlert alert) =>
        alert.Text("ka.target.resource") is "pods" ? alert.Text("ka.target.pod.name", "ka.target.name") : null;

    /// <summary>What was called; null for alerts about processes.</summary>
    public static string? Action(FalcoAlert alert) =>
        alert.Text("ka.verb", "ct.name", "gcp.methodName", "okta.evt.type") ?? GitHub(alert) ?? alert.Text("ka.target.subresource")
        ?? GoogleAuthorization.Permission(alert.Text("gcp.authorizationInfo"));

    /// <summary>The call itself: where to, its answer; null for alerts about processes.</summary>
    public static ApiCallFact? Call(FalcoAlert alert)
    {
        var uri = alert.Text("ka.uri", "okta.requesturi");
        var call = new ApiCallFact
        {
            Url = uri,
            Version = KubernetesUri.Version(alert.Text("ka.uri")),
            RequestId = alert.Text("ct.requestid", "ka.auditid", "okta.transaction.id"),
            StatusCode = alert.Number("ka.response.code") is > 0 and < 1000 and var code ? code : null,
        };
        return call is { Url: null, RequestId: null, StatusCode: null } ? null : call;
    }

    /// <summary>Whether the API agreed, and what it said when not.</summary>
    public static (string? Outcome, string? Reason) Outcome(FalcoAlert alert)
    {
        if (alert.Text("okta.result") is { } result)
        {
            return (result is "SUCCESS" or "ALLOW" ? "success" : result is "FAILURE" or "DENY" ? "failure" : "unknown", alert.Text("okta.reason"));
        }

        var refused = alert.Text("ka.auth.decision", "ka.auth.openshift.decision") is "forbid" or "deny" or "error"
            || alert.Text("ct.error") is not null || GoogleAuthorization.IsRefused(alert.Text("gcp.authorizationInfo"));
        var reason = alert.Text("ct.error", "ka.response.reason", "ka.auth.reason");
        return alert.Number("ka.response.code") switch
        {
            _ when refused => ("failure", reason),
            null => (null, reason),
            < 400 => ("success", reason),
            var code => ("failure", reason ?? string.Create(CultureInfo.InvariantCulture, $"HTTP {code}")),
        };
    }

    private static string? Source(FalcoAlert alert) =>
        alert.Text("ka.sourceips", "ka.sourceips[0]", "ct.srcip", "gcp.callerIP", "okta.client.ip", "al.principal.ip");

    // 'deleted' alone says little: 'repository.deleted'.
    private static string? GitHub(FalcoAlert alert) => (alert.Text("github.type"), alert.Text("github.action")) switch
    {
        ({ } type, { } action) => $"{type}.{action}",
        var (type, action) => type ?? action,
    };

    private static string? MailAddress(string? name) => name?.IndexOf('@', StringComparison.Ordinal) is > 0 ? name : null;
}
