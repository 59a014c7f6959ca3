using System.Net;

namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads who did what from the plugins that watch API audit logs: Kubernetes, AWS, Google Cloud, others.</summary>
internal static class FalcoAudit
{
    /// <summary>The API's user; null for alerts about processes.</summary>
    public static UserFact? User(FalcoAlert alert)
    {
        var name = alert.Text("ka.user.name", "ct.user", "gcp.user", "okta.actor.alternateid", "github.user", "azure.user");
        var agent = alert.Text("ka.useragent", "ct.useragent", "gcp.userAgent", "okta.useragent.raw");
        return name is null && agent is null ? null : new() { Id = alert.Text("ct.user.principalid", "ka.user.uid"), Name = name, UserAgent = agent };
    }

    /// <summary>Where the call came from; the first address of several.</summary>
    public static IPAddress? SourceAddress(FalcoAlert alert)
    {
        var text = alert.Text("ka.sourceips", "ct.srcip", "gcp.callerIP", "okta.client.ip", "al.principal.ip").AsSpan().Trim("[]\" ");
        var comma = text.IndexOf(',');
        return NetworkTexts.Address(comma < 0 ? text : text[..comma].TrimEnd("\" "));
    }

    /// <summary>What the call was about.</summary>
    public static ResourceFact? Resource(FalcoAlert alert)
    {
        var resource = new ResourceFact
        {
            Type = alert.Text("ka.target.resource") ?? (alert.Text("s3.bucket", "gcp.storage.bucket") is null ? null : "bucket"),
            Name = alert.Text("ka.target.name", "s3.bucket", "gcp.storage.bucket"),
            Namespace = alert.Text("ka.target.namespace"),
        };
        return resource is { Type: null, Name: null, Namespace: null } ? null : resource;
    }

    /// <summary>The pod that a Kubernetes call was about.</summary>
    public static string? TargetPod(FalcoAlert alert) =>
        alert.Text("ka.target.resource") is "pods" ? alert.Text("ka.target.pod.name", "ka.target.name") : null;

    /// <summary>What was called; null for alerts about processes.</summary>
    public static string? Action(FalcoAlert alert) =>
        alert.Text("ka.verb", "ct.name", "gcp.methodName", "okta.evt.type", "github.action");

    /// <summary>Whether the API agreed, and what it said when not.</summary>
    public static (string? Outcome, string? Reason) Outcome(FalcoAlert alert)
    {
        var error = alert.Text("ct.error");
        var refused = alert.Text("ka.auth.decision") is "forbid" || error is not null;
        var reason = error ?? alert.Text("ka.auth.reason");
        return alert.Number("ka.response.code") switch
        {
            _ when refused => ("failure", reason),
            null => (null, reason),
            < 400 => ("success", reason),
            var code => ("failure", reason ?? $"HTTP {code}"),
        };
    }

    /// <summary>ECS's word for a verb.</summary>
    public static string Type(string? verb) => verb switch
    {
        "create" => "creation",
        "delete" or "deletecollection" => "deletion",
        "update" or "patch" => "change",
        "get" or "list" or "watch" => "access",
        _ => "info",
    };
}
