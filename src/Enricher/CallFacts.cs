namespace Eyrie.Enricher;

/// <summary>A cloud, or a service in one, whose API was called.</summary>
/// <param name="Provider"><c>aws</c>, <c>gcp</c>, <c>okta</c>, <c>github</c>.</param>
internal sealed record CloudFact(string Provider)
{
    public string? AccountId { get; init; }

    public string? AccountName { get; init; }

    public string? ProjectId { get; init; }

    public string? Region { get; init; }

    public string? AvailabilityZone { get; init; }

    /// <summary>The service: <c>s3</c>, <c>compute</c>.</summary>
    public string? Service { get; init; }

    public string? InstanceId { get; init; }

    /// <summary>Kind of the object that the call was about: <c>bucket</c>, <c>role</c>, <c>repository</c>.</summary>
    public string? ResourceType { get; init; }

    public string? ResourceName { get; init; }

    /// <summary>Its full name or address in the cloud.</summary>
    public string? ResourceId { get; init; }
}

/// <summary>A call of an API as an audit log has it.</summary>
internal sealed record ApiCallFact
{
    /// <summary>As it was asked for, mostly without a host.</summary>
    public string? Url { get; init; }

    /// <summary>The API's version: <c>v1beta1</c>.</summary>
    public string? Version { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Status of the answer.</summary>
    public long? StatusCode { get; init; }
}

/// <summary>A look-up of a name.</summary>
internal sealed record DnsFact(string Question)
{
    public string? Type { get; init; }

    public string? ResponseCode { get; init; }

    public IReadOnlyList<string> ResolvedAddresses { get; init; } = [];
}

/// <summary>Where on earth and in whose network an address is, as the event tells it.</summary>
internal sealed record AddressPlaceFact
{
    public static readonly AddressPlaceFact Nowhere = new();

    public string? City { get; init; }

    public string? Region { get; init; }

    public string? Country { get; init; }

    public string? PostalCode { get; init; }

    public long? AsNumber { get; init; }

    public string? AsOrganization { get; init; }
}

/// <summary>An object of the Kubernetes API.</summary>
internal sealed record ResourceFact
{
    /// <summary>As the API words it: <c>pods</c>, <c>clusterrolebindings</c>.</summary>
    public string? Type { get; init; }

    public string? Name { get; init; }

    public string? Namespace { get; init; }
}
