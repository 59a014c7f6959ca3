using System.Globalization;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Demo.StandIns;

namespace Eyrie.Demo.Latest;

/// <summary>
/// The latest alerts and what people were told of them, for the demo's page; those of a rule that come again in an incident are one. Bounded: a demo may run for a day.
/// </summary>
/// <param name="slack">Where Slack's words are to be found.</param>
/// <param name="pagerDuty">Where PagerDuty's are.</param>
internal sealed class LatestAlerts(Told slack, Told pagerDuty)
{
    /// <summary>Where the page asks for them.</summary>
    public const string Path = "/alerts.json";

    /// <summary>So many are kept.</summary>
    public const int Most = 50;

    private const string Separator = " > "; // of eyrie.process.tree
    private readonly Lock _lock = new();
    private readonly List<Row> _rows = [];

    /// <summary>For what the demo was asked to do.</summary>
    public static LatestAlerts For(DemoOptions options) => new(
        new("Slack", DemoTargets.SlackFrom, options.SlackWebhook is not null),
        new("PagerDuty", DemoTargets.PagerDutyFrom, options.PagerDutyKeyFile is not null));

    /// <summary>One more. What says that an incident is over, or how a sensor is, is none.</summary>
    public void Add(Alert alert)
    {
        if (alert.ClosesIncident || alert.Observer.Length > 0)
        {
            return;
        }

        lock (_lock)
        {
            var known = _rows.FindIndex(row => row.IsLike(alert));
            var row = known < 0 ? new() { Latest = alert } : _rows[known];
            row.Add(alert);
            if (known >= 0 || _rows.Count == Most)
            {
                _rows.RemoveAt(Math.Max(known, 0));
            }

            _rows.Add(row);
        }
    }

    /// <summary>Slack took this.</summary>
    public void Add(SlackMessage message)
    {
        var about = message.Body.At("metadata", "event_payload");
        slack.Add(message.Ts, about.Text("incident"), about.Text("alert"), message.Body.Text("text"), [.. SlackPreview.Lines(message.Body).Select(WithoutBar)]);
    }

    /// <summary>PagerDuty took this.</summary>
    public void Add(JsonElement sent)
    {
        if (sent.Text("event_action") is not "trigger")
        {
            return;
        }

        var payload = sent.At("payload");
        var incident = sent.Text("dedup_key");
        var summary = payload.Text("summary");
        pagerDuty.Add("", incident, payload.At("custom_details", "rule").Text("alert_id"), summary,
            [summary, $"{payload.Text("severity")}, {payload.Text("source")}, {payload.Text("component")}"]);
    }

    /// <summary>All as the page reads them, the latest first.</summary>
    public string Write()
    {
        lock (_lock)
        {
            return JsonSerializer.Serialize([.. _rows.AsEnumerable().Reverse().Select(Show)], ShownAlertJson.Default.IReadOnlyListShownAlert);
        }
    }

    private ShownAlert Show(Row row) => Show(row.Latest, row);

    private ShownAlert Show(Alert alert, Row row) => new(
        row.First,
        row.Times,
        alert.Severity.Word(),
        alert.Rule.Length > 0 ? alert.Rule : alert.Message,
        alert.Time.ToDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        alert.Message,
        Where(alert),
        Processes(alert),
        alert.Incident,
        slack.Of(alert, row.Ids),
        pagerDuty.Of(alert, row.Ids));

    private static string WithoutBar(string line) => line.StartsWith(SlackPreview.Bar, StringComparison.Ordinal) ? line[SlackPreview.Bar.Length..] : line;

    private static string Where(Alert alert) => alert switch
    {
        { Pod.Length: 0 } => $"host {alert.Node}",
        { Container.Length: > 0 } => $"pod {alert.Namespace}/{alert.Pod}, container {alert.Container}",
        _ => $"pod {alert.Namespace}/{alert.Pod}",
    };

    private static string[] Processes(Alert alert) => alert switch
    {
        { Tree.Length: > 0 } => alert.Tree.Split(Separator),
        { Pid: { } pid } => [string.Create(CultureInfo.InvariantCulture, $"{alert.Executable}({pid})")],
        _ => [],
    };

    private sealed class Row
    {
        private const int MostIds = 100;
        private readonly List<string> _ids = [];

        public required Alert Latest { get; set; }

        /// <summary>The first alert's id: the row's name.</summary>
        public string First { get; private set; } = "";

        public long Times { get; private set; }

        public IReadOnlyList<string> Ids => _ids;

        public bool IsLike(Alert alert) =>
            (Latest.Incident, Latest.Rule, Latest.Severity, Latest.Pod, Latest.Node) == (alert.Incident, alert.Rule, alert.Severity, alert.Pod, alert.Node);

        public void Add(Alert alert)
        {
            First = First.Length > 0 ? First : alert.Id;
            Latest = alert;
            Times++;
            _ids.Add(alert.Id);
            if (_ids.Count > MostIds)
            {
                _ids.RemoveAt(0);
            }
        }
    }
}
