namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Says in ECS's words what a call of an API did: <c>api</c>, and <c>iam</c>, <c>authentication</c> or <c>configuration</c> where it is that.</summary>
internal static class FalcoCalls
{
    /// <summary>What it did.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="action">What was called.</param>
    public static ActKind Kind(FalcoAlert alert, string? action) =>
        FalcoAudit.IsKubernetes(alert) ? Kubernetes(alert)
        : alert.Text("okta.evt.type") is { } okta ? Okta(okta)
        : alert.Text("github.type") is { } about ? GitHub(about, alert.Text("github.action"))
        : Cloud(alert, action ?? "");

    private static ActKind Kubernetes(FalcoAlert alert)
    {
        var (resource, part) = (alert.Text("ka.target.resource"), alert.Text("ka.target.subresource"));
        if (resource is "pods" && part is "exec" or "attach")
        {
            return new(["api", "process"], ["start"]);
        }

        if (resource is "pods" && part is "portforward")
        {
            return new(["api", "network"], ["start"]);
        }

        // Not every rule prints the verb; 201 is the answer to nothing but a creation.
        var type = CallVerbs.OfKubernetes(alert.Text("ka.verb") ?? (alert.Number("ka.response.code") is 201 ? "create" : null));
        return !CallVerbs.Changes(type) ? ActKind.Call(type) : resource switch
        {
            "serviceaccounts" or "users" => new(["api", "iam"], [type, "user"]),
            "roles" or "clusterroles" or "rolebindings" or "clusterrolebindings" or "certificatesigningrequests" or "groups" => new(["api", "iam"], [type, "admin"]),
            "configmaps" or "secrets" or "namespaces" or "networkpolicies" or "customresourcedefinitions" or "apiservices" or "resourcequotas" or "limitranges"
                or "validatingwebhookconfigurations" or "mutatingwebhookconfigurations" or "validatingadmissionpolicies" or "podsecuritypolicies"
                or "storageclasses" or "priorityclasses" => ActKind.Configuration(type),
            _ => ActKind.Call(type),
        };
    }

    private static ActKind Cloud(FalcoAlert alert, string action)
    {
        var service = alert.Text("ct.shortsrc", "ct.src", "gcp.serviceName") ?? "";
        var name = CallVerbs.LastPart(action);
        if (name is "ConsoleLogin" || IsOf(service, "signin") || name.StartsWith("AssumeRole", StringComparison.Ordinal)
            || name is "GetFederationToken" or "GetSessionToken")
        {
            return ActKind.Login;
        }

        var type = CallVerbs.Of(name);
        if (!CallVerbs.Changes(type))
        {
            return ActKind.Call(type);
        }

        return IsOf(service, "iam") || IsOf(service, "organizations") || IsOf(service, "sso") || IsOf(service, "identitystore")
                || action.StartsWith("iam.", StringComparison.Ordinal) || action.StartsWith("google.iam.", StringComparison.Ordinal)
                || name.StartsWith("setIam", StringComparison.OrdinalIgnoreCase)
            ? Iam(type, Subject(action))
            : alert.Text("ct.managementevent") is "false" || name.EndsWith("Object", StringComparison.Ordinal) || name.EndsWith("Objects", StringComparison.Ordinal)
            ? ActKind.Call(type)
            : ActKind.Configuration(type);
    }

    // ECS has no type 'group' for the category 'api'.
    private static ActKind Iam(string type, string subject) => new(subject is "group" ? ["iam"] : ["api", "iam"], [type, subject]);

    private static ActKind Okta(string type)
    {
        var verb = CallVerbs.LastPart(type);
        return type switch
        {
            "user.session.start" => ActKind.Login,
            "user.session.end" => ActKind.LoginEnd,
            _ when IsBelow(type, "user.authentication.") => ActKind.Login,
            _ when IsBelow(type, "policy.") || IsBelow(type, "zone.") || IsBelow(type, "system.") || IsBelow(type, "network_zone.") => Set(verb),
            _ => new(["iam"], [Managed(verb), IsBelow(type, "group.") ? "group" : IsBelow(type, "user.") ? "user" : "admin"]),
        };
    }

    private static ActKind GitHub(string about, string? action) => about is "member" or "membership" or "team" or "team_add" or "organization"
        ? new(["iam"], [Managed(action ?? ""), about is "team" or "team_add" ? "group" : about is "organization" ? "admin" : "user"])
        : Set(action ?? "");

    private static ActKind Set(string verb) => new(["configuration"], [CallVerbs.Of(verb) is var type && CallVerbs.Changes(type) ? type : "info"]);

    private static string Managed(string verb) => CallVerbs.Of(verb) is var type && CallVerbs.Changes(type) ? type : "info";

    private static string Subject(string action) =>
        Names(action, "group") ? "group"
        : Names(action, "user") || Names(action, "serviceAccount") || Names(action, "accessKey") || Names(action, "loginProfile") || Names(action, "mfaDevice") ? "user"
        : "admin";

    private static bool Names(string action, string what) => action.Contains(what, StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(string type, string prefix) => type.StartsWith(prefix, StringComparison.Ordinal);

    private static bool IsOf(string service, string name) =>
        service.StartsWith(name, StringComparison.Ordinal) && (service.Length == name.Length || service[name.Length] == '.');
}
