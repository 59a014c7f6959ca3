namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>The saved searches: <c>source/searches.yaml</c>.</summary>
internal sealed record SearchesSource
{
    public List<SearchSource> Searches { get; init; } = [];
}

/// <summary>One saved search.</summary>
internal sealed record SearchSource
{
    public string Id { get; init; } = "";

    public string Title { get; init; } = "";

    public string Description { get; init; } = "";

    public string View { get; init; } = "";

    /// <summary>A query in KQL.</summary>
    public string Where { get; init; } = "";

    /// <summary>Oldest first; else newest first.</summary>
    public bool OldestFirst { get; init; }

    public List<SearchColumnSource> Columns { get; init; } = [];
}

/// <summary>A column of a saved search, beside the time.</summary>
internal sealed record SearchColumnSource
{
    public string Field { get; init; } = "";

    /// <summary>In pixels; null: what is left.</summary>
    public int? Width { get; init; }
}
