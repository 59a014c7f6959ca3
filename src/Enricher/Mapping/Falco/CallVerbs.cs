namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads from the name of an API call what it does: <c>event.type</c>.</summary>
internal static class CallVerbs
{
    // Names begin with their verb: CreateUser, insert, setIamPolicy, deleted.
    private static readonly (string Prefix, string Type)[] Verbs =
    [
        ("create", "creation"), ("insert", "creation"), ("add", "creation"), ("run", "creation"), ("allocate", "creation"), ("import", "creation"),
        ("register", "creation"), ("upload", "creation"), ("grant", "creation"), ("delete", "deletion"), ("remove", "deletion"), ("terminate", "deletion"),
        ("destroy", "deletion"), ("deregister", "deletion"), ("purge", "deletion"), ("put", "change"), ("update", "change"), ("modify", "change"),
        ("patch", "change"), ("set", "change"), ("attach", "change"), ("detach", "change"), ("associate", "change"), ("disassociate", "change"),
        ("enable", "change"), ("disable", "change"), ("activate", "change"), ("deactivate", "change"), ("authorize", "change"), ("revoke", "change"),
        ("change", "change"), ("reset", "change"), ("replace", "change"), ("rename", "change"), ("rotate", "change"), ("restore", "change"),
        ("suspend", "change"), ("edit", "change"), ("publicize", "change"), ("privatize", "change"), ("transfer", "change"), ("tag", "change"),
        ("untag", "change"), ("lock", "change"), ("unlock", "change"), ("get", "access"), ("list", "access"), ("describe", "access"), ("head", "access"),
        ("read", "access"), ("view", "access"), ("lookup", "access"), ("search", "access"), ("batchget", "access"), ("download", "access"),
        ("aggregatedlist", "access"), ("start", "start"), ("stop", "end"),
    ];

    /// <summary>The type; <c>info</c> when the verb is none that we know.</summary>
    public static string Of(string name)
    {
        foreach (var (prefix, type) in Verbs)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return type;
            }
        }

        return "info";
    }

    /// <summary>The type of a verb of Kubernetes'.</summary>
    public static string OfKubernetes(string? verb) => verb switch
    {
        "create" => "creation",
        "delete" or "deletecollection" => "deletion",
        "update" or "patch" => "change",
        "get" or "list" or "watch" => "access",
        _ => "info",
    };

    /// <summary>Whether something is otherwise afterwards.</summary>
    public static bool Changes(string type) => type is "creation" or "deletion" or "change";

    /// <summary>What comes after the last dot: <c>DeleteServiceAccount</c> of <c>google.iam.admin.v1.DeleteServiceAccount</c>.</summary>
    public static string LastPart(string action)
    {
        var dot = action.LastIndexOf('.');
        return dot < 0 || dot == action.Length - 1 ? action : action[(dot + 1)..];
    }
}
