namespace Eyrie.Dashboards.GrafanaObjects;

/// <summary>A Grafana dashboard as its source in YAML says it.</summary>
internal sealed class GrafanaSource
{
    /// <summary>Its id in URLs.</summary>
    public string Uid { get; set; } = "";

    /// <summary>Its name.</summary>
    public string Title { get; set; } = "";

    /// <summary>Which question it answers.</summary>
    public string Description { get; set; } = "";

    /// <summary>The metric whose series have the values of the variables cluster and node.</summary>
    public string Variables { get; set; } = "";

    /// <summary>It asks Elasticsearch, too.</summary>
    public bool Elasticsearch { get; set; }

    /// <summary>What is shown when it is opened: <c>6h</c>.</summary>
    public string Span { get; set; } = "6h";

    /// <summary>Groups of panels, one below the other.</summary>
    public List<GrafanaRow> Rows { get; set; } = [];
}

/// <summary>Panels under one heading.</summary>
internal sealed class GrafanaRow
{
    /// <summary>The heading.</summary>
    public string Title { get; set; } = "";

    /// <summary>From left to right, in as many lines as it takes.</summary>
    public List<GrafanaPanel> Panels { get; set; } = [];
}

/// <summary>One panel.</summary>
internal sealed class GrafanaPanel
{
    /// <summary>Its name.</summary>
    public string Title { get; set; } = "";

    /// <summary>What it shows, and what to think of it.</summary>
    public string Description { get; set; } = "";

    /// <summary>timeseries, stat, table or bargauge.</summary>
    public string Type { get; set; } = "timeseries";

    /// <summary>Of 24 columns.</summary>
    public int Width { get; set; } = 8;

    /// <summary>In rows of the grid.</summary>
    public int Height { get; set; } = 8;

    /// <summary>Grafana's name of the unit.</summary>
    public string Unit { get; set; } = "short";

    /// <summary>Lowest and highest value of the axis, where they are known.</summary>
    public double? Min { get; set; }

    /// <summary>See <see cref="Min"/>.</summary>
    public double? Max { get; set; }

    /// <summary>Series stand on each other.</summary>
    public bool Stack { get; set; }

    /// <summary>From these values on yellow and red; downwards when the first is the larger.</summary>
    public List<double> Thresholds { get; set; } = [];

    /// <summary>What values are called.</summary>
    public Dictionary<string, string> Words { get; set; } = [];

    /// <summary>Alerts of deploy/k8s/monitoring that are about the same: their runbooks are linked.</summary>
    public List<string> Alerts { get; set; } = [];

    /// <summary>What Prometheus is asked; <c>$sel</c> are the variables' matchers.</summary>
    public List<GrafanaQuery> Queries { get; set; } = [];

    /// <summary>What Elasticsearch is asked instead.</summary>
    public GrafanaSearch? Search { get; set; }
}

/// <summary>A question for Prometheus.</summary>
internal sealed class GrafanaQuery
{
    /// <summary>In PromQL.</summary>
    public string Expr { get; set; } = "";

    /// <summary>What its series are called: <c>{{sink}}</c>.</summary>
    public string Legend { get; set; } = "";
}

/// <summary>A question for Elasticsearch: documents counted by the values of fields, or over time.</summary>
internal sealed class GrafanaSearch
{
    /// <summary>In Lucene's syntax.</summary>
    public string Query { get; set; } = "";

    /// <summary>By the values of these.</summary>
    public List<string> By { get; set; } = [];

    /// <summary>How many values of each.</summary>
    public int Top { get; set; } = 10;

    /// <summary>And over time.</summary>
    public bool OverTime { get; set; }

    /// <summary>The field whose different values are counted in place of documents.</summary>
    public string Distinct { get; set; } = "";
}
