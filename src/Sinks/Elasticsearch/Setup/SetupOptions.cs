namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>What is to be set up, and who does it.</summary>
public sealed record SetupOptions
{
    /// <summary>How long alerts are kept when nobody says how long.</summary>
    public const int UsualAlertDays = 365;

    /// <summary>How long activity is kept when nobody says how long.</summary>
    public const int UsualActivityDays = 30;

    /// <summary>Where Elasticsearch is and who sets it up.</summary>
    public required ElasticsearchOptions Elasticsearch { get; init; }

    /// <summary>Kibana's address, perhaps with <c>/s/space</c>; null: no Kibana.</summary>
    public string? KibanaUrl { get; init; }

    /// <summary>The space, when it is not in the address.</summary>
    public string? KibanaSpace { get; init; }

    /// <summary>File with an API key for Kibana; null: the credentials for Elasticsearch.</summary>
    public string? KibanaApiKeyFile { get; init; }

    /// <summary>CA of Kibana's certificate, PEM; null: the one of Elasticsearch's.</summary>
    public string? KibanaCaFile { get; init; }

    /// <summary>NDJSON files with Kibana's objects; one whose name begins with <c>detection-rules</c> has rules.</summary>
    public IReadOnlyList<SetupFile> KibanaFiles { get; init; } = [];

    /// <summary>Days that alerts are kept; null: as long as they are now, <see cref="UsualAlertDays"/> the first time.</summary>
    public int? AlertDays { get; init; }

    /// <summary>Days that activity is kept; null: as long as it is now, <see cref="UsualActivityDays"/> the first time.</summary>
    public int? ActivityDays { get; init; }

    /// <summary>Where the sink's API key is written; null: none is made.</summary>
    public string? KeyFile { get; init; }

    /// <summary>A removal deletes the documents, too.</summary>
    public bool WithData { get; init; }

    /// <summary>Longest time of one request.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What is wrong with a space's id; null when nothing is.</summary>
    public static string? ProblemOfSpace(string space) => Kibana.KibanaAddress.ProblemOfSpace(space);
}
