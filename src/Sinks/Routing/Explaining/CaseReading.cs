using Eyrie.Contracts;
using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.Reading;

namespace Eyrie.Sinks.Routing.Explaining;

/// <summary>A case: an alert, and where it has to go.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Where">File and line.</param>
/// <param name="Alert">The alert.</param>
/// <param name="At">When; null looks at no clock: silences and mute times do not matter.</param>
/// <param name="Expected">Everywhere it has to go; empty for nowhere.</param>
/// <param name="Nowhere">Why it goes nowhere: an outcome's word; empty for whatever reason.</param>
internal sealed record RoutingCase(
    string Name, string Where, Alert Alert, DateTimeOffset? At, IReadOnlyList<IReadOnlyDictionary<string, string>> Expected, string Nowhere);

/// <summary>Reads the cases of <c>config test</c>.</summary>
internal sealed class CaseReading(string folder)
{
    private static readonly string[] Places = ["sink", "route", "team", "channel", "webhookUrlFile", "routingKeyFile", "mention", "groupBy", "resolve"];
    private static readonly string[] Reasons = ["filtered", "suppressed", "silenced", "muted"];

    public IReadOnlyList<RoutingCase> Read(FileItem file)
    {
        var number = 0;
        var cases = new List<RoutingCase>();
        foreach (var item in file.Items("tests"))
        {
            number++;
            var name = item.Text("name") ?? FormattableString.Invariant($"#{number}");
            var alert = Alert(item);
            var at = item.Moment("time");
            var (expected, nowhere) = Expected(item);
            item.RejectOthers();
            if (alert is not null)
            {
                cases.Add(new(name, item.Where, alert, at, expected, nowhere));
            }
        }

        return cases;
    }

    private static (IReadOnlyList<IReadOnlyDictionary<string, string>> Expected, string Nowhere) Expected(FileItem item)
    {
        if (item.Find("expect") is not { IsEmpty: false } found)
        {
            item.Problem("expect", "nothing", "where it has to go: [{ sink: slack, channel: \"#soc\" }], or nowhere");
            return ([], "");
        }

        if (found.Value is not null || found.Members is not null)
        {
            return ([], Nowhere(item, found));
        }

        var expected = new List<IReadOnlyDictionary<string, string>>();
        foreach (var place in item.Items("expect"))
        {
            expected.Add(Places.Select(name => (name, Value: place.Text(name))).Where(one => one.Value is not null).ToDictionary(one => one.name, one => one.Value!, StringComparer.Ordinal));
            place.RejectOthers();
            if (place.Text("sink") is null)
            {
                place.Problem("sink", "nothing", "the sink's name");
            }
        }

        return (expected, "");
    }

    private static string Nowhere(FileItem item, SettingNode found)
    {
        var reason = found.Value is "nowhere" ? "" : found.Members is not null && item.Map("expect")?.Text("nowhere") is { } said ? said : null;
        if (reason is null || (reason.Length > 0 && !Reasons.Contains(reason)))
        {
            item.Problem("expect", reason is null ? found.Kind : FileItem.Shown(reason), $"a list of places, nowhere, or {{ nowhere: REASON }} with one of {string.Join(", ", Reasons)}");
        }

        return reason ?? "";
    }

    private Alert? Alert(FileItem item)
    {
        if (item.Text("document") is { } document)
        {
            return FromDocument(item, Path.Combine(folder, document));
        }

        if (item.Map("alert") is { } fields)
        {
            return FromFields(fields);
        }

        item.Problem("alert", "nothing", "the alert's fields, or 'document:' with the file of one");
        return null;
    }

    private static Alert? FromDocument(FileItem item, string path)
    {
        try
        {
            return AlertCodec.Read(System.IO.File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            item.Problem("document", $"{FileItem.Shown(path)}: {e.Message}", "the file of an alert's document, from where this file is");
            return null;
        }
    }

    private static Alert FromFields(FileItem fields)
    {
        var incident = fields.Map("incidentSoFar");
        var alert = new Alert
        {
            Id = fields.Text("id") ?? "case",
            Document = "{}"u8.ToArray(),
            Sensor = fields.Text("sensor") ?? "falco",
            Severity = fields.Severity("severity") ?? Severity.Warning,
            RiskScore = fields.Number("risk", 0, 100),
            Rule = fields.Text("rule") ?? "",
            Cluster = fields.Text("cluster") ?? "",
            Namespace = fields.Text("namespace") ?? "",
            Workload = fields.Text("workload") ?? "",
            Pod = fields.Text("pod") ?? "",
            Container = fields.Text("container") ?? "",
            Image = fields.Text("image") ?? "",
            Node = fields.Text("node") ?? "",
            User = fields.Text("user") ?? "",
            Incident = fields.Text("incident") ?? "",
            Techniques = fields.Texts("technique"),
            Tactics = fields.Texts("tactic"),
            Tags = fields.Texts("tags"),
            Suppressed = fields.Flag("suppressed") is true,
            Labels = Labels(fields, "labels"),
            NamespaceLabels = Labels(fields, "namespaceLabels"),
            IncidentSoFar = incident is null ? null : new() { Severity = incident.Severity("severity") ?? Severity.Debug, RiskScore = incident.Number("risk", 0, 100) },
        };
        incident?.RejectOthers();
        fields.RejectOthers();
        return alert;
    }

    private static Dictionary<string, string> Labels(FileItem fields, string name)
    {
        var map = fields.Map(name);
        return (map?.Keys ?? []).Where(label => map!.Text(label) is not null).ToDictionary(label => label, label => map!.Text(label)!, StringComparer.Ordinal);
    }
}
