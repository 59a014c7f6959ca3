namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>What a panel is.</summary>
internal enum PanelKind
{
    /// <summary>Markdown.</summary>
    Text,

    /// <summary>A saved search.</summary>
    Search,

    /// <summary>One number.</summary>
    Metric,

    /// <summary>Stacked bars over time.</summary>
    Trend,

    /// <summary>Lines over time.</summary>
    Lines,

    /// <summary>Horizontal bars, one a value.</summary>
    Bars,

    /// <summary>A table, one row a combination of values.</summary>
    Table,

    /// <summary>Two fields against each other.</summary>
    Heatmap,
}

/// <summary>A panel.</summary>
internal sealed record PanelSource
{
    public PanelKind Kind { get; init; }

    /// <summary>Id of its object; of a saved search: that search's.</summary>
    public string Id { get; init; } = "";

    public string Title { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>Of 48 columns.</summary>
    public int Width { get; init; } = 48;

    /// <summary>The data view.</summary>
    public string View { get; init; } = "";

    /// <summary>A query in KQL.</summary>
    public string Where { get; init; } = "";

    /// <summary>Markdown, of a text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The fields of the rows of a table, the bars, the axes.</summary>
    public List<BucketSource> By { get; init; } = [];

    /// <summary>What each bar or line is split by.</summary>
    public BucketSource? Split { get; init; }

    /// <summary>The numbers; the first one orders.</summary>
    public List<MeasureSource> Show { get; init; } = [];

    /// <summary>Rows of a table grow with their texts.</summary>
    public bool Wrap { get; init; }

    /// <summary>Where a click on a value can lead.</summary>
    public List<LeadSource> Leads { get; init; } = [];
}

/// <summary>Documents are put together by a field's values, or by queries.</summary>
internal sealed record BucketSource
{
    public string Field { get; init; } = "";

    public string Label { get; init; } = "";

    /// <summary>So many values.</summary>
    public int Top { get; init; } = 10;

    /// <summary>
    /// Only values with so many documents at most, rarest first. Elasticsearch's own for that: the lowest counts of terms are wrong
    /// as soon as there are several shards.
    /// </summary>
    public int? Rare { get; init; }

    /// <summary>Of a column in a table, pixels.</summary>
    public int? Width { get; init; }
}

/// <summary>A number.</summary>
internal sealed record MeasureSource
{
    /// <summary>count, unique, max, min, average or sum.</summary>
    public string Op { get; init; } = "count";

    public string Field { get; init; } = "";

    /// <summary>Only of the documents that this query finds.</summary>
    public string Where { get; init; } = "";

    public string Label { get; init; } = "";

    /// <summary>A colour of <see cref="Palettes"/>, for a series.</summary>
    public string? Color { get; init; }

    /// <summary>Colours of <see cref="Palettes"/> by value, for a metric or a column.</summary>
    public string? Palette { get; init; }

    /// <summary>As the data view formats the field, for instance as a word.</summary>
    public bool AsField { get; init; }

    /// <summary>Digits after the point.</summary>
    public int Decimals { get; init; }

    /// <summary>Of a column in a table, pixels.</summary>
    public int? Width { get; init; }
}

/// <summary>A drill-down to another dashboard with the clicked value as its filter.</summary>
internal sealed record LeadSource
{
    public string To { get; init; } = "";

    public string Name { get; init; } = "";
}
