using Eyrie.Dashboards.DetectionRules;
using Eyrie.Dashboards.GrafanaObjects;
using Eyrie.Dashboards.KibanaObjects;

// dotnet run --project dashboards: makes dashboards/kibana/*.ndjson and dashboards/grafana/*.json anew from the sources beside them.
var folder = args is [var given] ? given : "dashboards";
var (kibana, grafana) = (Path.Combine(folder, "kibana"), Path.Combine(folder, "grafana"));
try
{
    var export = KibanaExport.Read(Path.Combine(kibana, "source"));
    File.WriteAllText(Path.Combine(kibana, KibanaExport.FileName), export);
    File.WriteAllText(Path.Combine(kibana, DetectionRuleExport.FileName), DetectionRuleExport.Read(Path.Combine(kibana, DetectionRuleExport.SourceName)));
    foreach (var (name, content) in GrafanaExport.Read(grafana, Runbooks.Read(Path.Combine(folder, "..", "docs", "operations.md"))))
    {
        File.WriteAllText(Path.Combine(grafana, name), content);
    }

    return 0;
}
catch (Exception e) when (e is SourceException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
