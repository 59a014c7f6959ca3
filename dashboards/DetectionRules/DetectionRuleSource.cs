namespace Eyrie.Dashboards.DetectionRules;

/// <summary>The detection rules: <c>kibana/detection-rules.yaml</c>.</summary>
internal sealed record DetectionRulesSource
{
    public List<DetectionRuleSource> Rules { get; init; } = [];
}

/// <summary>A rule that runs a query and takes what an alert of its own says over from each document that it finds.</summary>
internal sealed record DetectionRuleSource
{
    /// <summary>Stays the same from version to version: an import replaces the rule that has it.</summary>
    public string Id { get; init; } = "";

    public int Version { get; init; }

    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    public List<string> Tags { get; init; } = [];

    public List<string> Index { get; init; } = [];

    /// <summary>In KQL.</summary>
    public string Query { get; init; } = "";

    /// <summary>The time by which documents are looked for.</summary>
    public string Time { get; init; } = "";

    /// <summary>How often it runs: <c>1m</c>.</summary>
    public string Every { get; init; } = "";

    /// <summary>How far back each run looks: <c>10m</c>; longer than <see cref="Every"/>.</summary>
    public string LookBack { get; init; } = "";

    /// <summary>Alerts of one run.</summary>
    public int MostAlerts { get; init; }

    /// <summary>The field that an alert's name is taken from.</summary>
    public string NameFrom { get; init; } = "";

    /// <summary>Where the document has none, 0 to 100.</summary>
    public int Risk { get; init; }

    public string RiskFrom { get; init; } = "";

    /// <summary>Where none of <see cref="Severities"/> fits.</summary>
    public string Severity { get; init; } = "";

    public string SeverityFrom { get; init; } = "";

    /// <summary>Values of <see cref="SeverityFrom"/> by Kibana's severity.</summary>
    public Dictionary<string, List<int>> Severities { get; init; } = [];

    public List<string> FalsePositives { get; init; } = [];

    /// <summary>The investigation guide, in Markdown.</summary>
    public string Note { get; init; } = "";
}
