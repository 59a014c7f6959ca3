namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>The data views and how their fields look: <c>source/data-views.yaml</c>.</summary>
internal sealed record DataViewsSource
{
    public List<DataViewSource> Views { get; init; } = [];

    /// <summary>Readable names of fields, by field.</summary>
    public Dictionary<string, string> Labels { get; init; } = [];

    /// <summary>How values look, by field.</summary>
    public Dictionary<string, FormatSource> Formats { get; init; } = [];
}

/// <summary>One data view.</summary>
internal sealed record DataViewSource
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>The indices, with a star.</summary>
    public string Title { get; init; } = "";
}

/// <summary>How values of a field look; one of these is set.</summary>
internal sealed record FormatSource
{
    /// <summary>A dashboard that the value leads to.</summary>
    public string? Link { get; init; }

    /// <summary>With <see cref="Link"/>: its query there; <c>{value}</c> is the value.</summary>
    public string? Where { get; init; }

    /// <summary>An address elsewhere that the value leads to, with <c>{{value}}</c>.</summary>
    public string? Url { get; init; }

    /// <summary>A word for each value.</summary>
    public Dictionary<string, string>? Words { get; init; }

    /// <summary>A colour for each pattern, or for each range of numbers.</summary>
    public List<BadgeSource>? Badges { get; init; }

    /// <summary>A pattern of numeral.js.</summary>
    public string? Number { get; init; }

    /// <summary>The unit of a duration.</summary>
    public string? Duration { get; init; }

    /// <summary>Bytes.</summary>
    public bool Bytes { get; init; }
}

/// <summary>Values with a colour.</summary>
internal sealed record BadgeSource
{
    /// <summary>A regular expression.</summary>
    public string? When { get; init; }

    /// <summary>Or a range of numbers, <c>from:to</c>, both included.</summary>
    public string? Range { get; init; }

    /// <summary>One of <see cref="Palettes"/>.</summary>
    public string Color { get; init; } = "";
}
