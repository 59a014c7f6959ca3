using Eyrie.Dashboards.DetectionRules;
using Eyrie.Dashboards.KibanaObjects;

// dotnet run --project dashboards: makes dashboards/kibana/*.ndjson anew from the sources beside them.
var folder = args is [var given] ? given : Path.Combine("dashboards", "kibana");
try
{
    var export = KibanaExport.Read(Path.Combine(folder, "source"));
    File.WriteAllText(Path.Combine(folder, KibanaExport.FileName), export);
    File.WriteAllText(Path.Combine(folder, DetectionRuleExport.FileName), DetectionRuleExport.Read(Path.Combine(folder, DetectionRuleExport.SourceName)));
    return 0;
}
catch (Exception e) when (e is SourceException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
