namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>A dashboard: <c>source/&lt;name&gt;.yaml</c>. Its panels stand in rows of 48 columns, so that they cannot overlap.</summary>
internal sealed record DashboardSource
{
    public string Id { get; init; } = "";

    public string Title { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>How far back it looks.</summary>
    public string Since { get; init; } = "now-24h";

    /// <summary>Seconds after which it looks again; 0: only when asked.</summary>
    public int Refresh { get; init; }

    public List<ControlSource> Controls { get; init; } = [];

    public List<RowSource> Rows { get; init; } = [];
}

/// <summary>A choice of values above the panels.</summary>
internal sealed record ControlSource
{
    public string Title { get; init; } = "";

    public string Field { get; init; } = "";

    public string View { get; init; } = "";
}

/// <summary>Panels beside each other, equally high.</summary>
internal sealed record RowSource
{
    public int Height { get; init; }

    public List<PanelSource> Panels { get; init; } = [];
}
