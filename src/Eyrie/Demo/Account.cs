namespace Eyrie.Demo;

/// <summary>One equation of the account.</summary>
/// <param name="Name">Which one; stable, for programs.</param>
/// <param name="Whole">What there was, in words.</param>
/// <param name="Count">How much of it.</param>
/// <param name="Parts">What became of it.</param>
internal sealed record AccountLine(string Name, string Whole, long Count, IReadOnlyList<(string What, long Count)> Parts)
{
    /// <summary>What no part accounts for; negative when parts are more than the whole.</summary>
    public long Missing => Count - Parts.Sum(part => part.Count);

    /// <summary>Nothing is missing, nothing is there twice.</summary>
    public bool AddsUp => Missing == 0;
}

/// <summary>Accounts for every event: what each step took must be what it gave.</summary>
internal sealed record Account
{
    /// <summary>The equations, in the order of the pipeline.</summary>
    public required IReadOnlyList<AccountLine> Lines { get; init; }

    /// <summary>What could not be checked because something real was swapped in.</summary>
    public required IReadOnlyList<string> Unseen { get; init; }

    /// <summary>Events and deliveries that went in somewhere and came out nowhere.</summary>
    public long Lost => Lines.Sum(line => Math.Max(0, line.Missing));

    /// <summary>Every line adds up.</summary>
    public bool AddsUp => Lines.All(line => line.AddsUp);

    /// <summary>Makes the account.</summary>
    public static Account Of(AccountFigures figures)
    {
        var lines = new List<AccountLine>();
        var unseen = new List<string>();
        AddEvents(figures, lines);
        AddTopics(figures, lines);
        foreach (var (name, sink) in figures.Sinks)
        {
            AddSink(figures, name, sink, lines);
        }

        AddTargets(figures, lines, unseen);
        return new() { Lines = lines, Unseen = unseen };
    }

    private static void AddEvents(AccountFigures figures, List<AccountLine> lines)
    {
        if (figures.Sensors.Count > 0)
        {
            lines.Add(new("sent", "sent by the sensors", figures.Sensors.Values.Sum(sensor => sensor.Sent), [("read", figures.Read - figures.Health)]));
        }

        lines.Add(new("read", figures.Health > 0 ? $"read by the Ingestor, {figures.Health} of them its own on the sensors' health" : "read by the Ingestor", figures.Read,
            [("published", figures.Published), .. Reasons("dropped", figures.IngestorDropped), ("dead-lettered", figures.IngestorRejected)]));
        lines.Add(new("published", "published to Kafka", figures.Published, [("read by the Enricher", figures.EnricherRead)]));
        lines.Add(new("enriched", "read by the Enricher", figures.EnricherRead,
        [
            ("alerts", figures.Alerts),
            ("activity", figures.Activity),
            .. Reasons("dropped", figures.EnricherDropped),
            ("processes remembered", figures.EnricherRemembered),
            ("dead-lettered", figures.EnricherRejected),
        ]));
    }

    private static void AddTopics(AccountFigures figures, List<AccountLine> lines)
    {
        var rejected = figures.IngestorRejected + figures.EnricherRejected + figures.Sinks.Values.Sum(sink => sink.Rejected);
        var alerts = figures.IncidentsClosed > 0 ? "alerts and ends of incidents" : "alerts";
        lines.Add(new("alerts", $"{alerts} written", figures.Alerts + figures.IncidentsClosed, [("on alerts.v1", figures.Topics.Alerts)]));
        lines.Add(new("activity", "activity written", figures.Activity, [("on activity.v1", figures.Topics.Activity)]));
        lines.Add(new("dead", "dead-lettered", rejected, [("on dead.v1", figures.Topics.Dead)]));
    }

    private static void AddSink(AccountFigures figures, string name, in SinkFigures sink, List<AccountLine> lines)
    {
        var isStore = name is SinkNames.Elasticsearch; // to people the end of an incident is no alert, and activity nothing at all
        lines.Add(new(
            name,
            isStore ? $"alerts and activity for {SinkNames.Title(name)}" : $"alerts for {SinkNames.Title(name)}",
            figures.Alerts + (isStore ? figures.IncidentsClosed + figures.Activity : 0),
            [("written", sink.Written), ("filtered", sink.Filtered), ("rejected", sink.Rejected)]));
    }

    private static void AddTargets(AccountFigures figures, List<AccountLine> lines, List<string> unseen)
    {
        if (figures.Sensors.Count == 0)
        {
            unseen.Add("what the sensors sent: they are real");
        }

        if (figures.DocumentsStored is { } stored)
        {
            var rejected = figures.Sinks.GetValueOrDefault(SinkNames.Elasticsearch).Rejected;
            lines.Add(new("documents", "distinct documents in Kafka", figures.Topics.Documents,
                [("in Elasticsearch", stored), ("rejected", rejected)]));
        }

        foreach (var name in figures.Sinks.Keys.Where(name => !SeenAt(name, figures)))
        {
            unseen.Add($"what arrived at {SinkNames.Title(name)}: it is real");
        }
    }

    private static bool SeenAt(string sink, AccountFigures figures) => sink switch
    {
        SinkNames.Elasticsearch => figures.DocumentsStored is not null,
        SinkNames.Slack => figures.SlackMessages is not null,
        SinkNames.PagerDuty => figures.PagerDutyEvents is not null,
        _ => true,
    };

    private static IEnumerable<(string What, long Count)> Reasons(string what, IReadOnlyDictionary<string, long> byReason) =>
        byReason.Count == 0 ? [(what, 0)] : byReason.Select(reason => ($"{what} ({reason.Key})", reason.Value));
}
