namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>What can be the matter with a list or a watch. The words of metrics; append, and document, what is new.</summary>
internal enum ApiTrouble
{
    /// <summary>410: what came after our version, or the rest of the list, is no longer known. List again.</summary>
    Expired,

    /// <summary>504: the server has not seen our version yet.</summary>
    Ahead,

    /// <summary>429 and 5xx: starting up, or too much to do.</summary>
    Busy,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>404: it does not serve this kind.</summary>
    Missing,

    /// <summary>Any other answer.</summary>
    Refused,

    /// <summary>The credentials cannot be had: the kubeconfig, its plugin, the token's file.</summary>
    Credentials,

    /// <summary>The name cannot be resolved.</summary>
    Name,

    /// <summary>Nobody answers there.</summary>
    Unreachable,

    /// <summary>The certificates do not fit.</summary>
    Tls,

    /// <summary>The connection broke in the middle.</summary>
    Cut,

    /// <summary>Nothing came for too long.</summary>
    Silent,

    /// <summary>What came is no answer of an API server.</summary>
    Unreadable,

    /// <summary>Our own fault.</summary>
    Broken,
}

/// <summary>The API server could not tell what it was asked for; the message says why and what to do.</summary>
internal sealed class ApiException(ApiTrouble trouble, string message, Exception? inner = null) : Exception(message, inner)
{
    public ApiTrouble Trouble { get; } = trouble;

    /// <summary>How long it asked us to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether only a person mends it, who gives a right or a resource.</summary>
    public bool IsLasting => Trouble is ApiTrouble.Forbidden or ApiTrouble.Missing;

    /// <summary>Whether it concerns this kind of objects alone, and not all that is asked for.</summary>
    public bool IsOfOneKind => Trouble is ApiTrouble.Forbidden or ApiTrouble.Missing or ApiTrouble.Expired or ApiTrouble.Broken or ApiTrouble.Unreadable;
}
