using System.Text.Json;
using System.Text.Json.Serialization;

namespace Eyrie.Demo.Latest;

/// <summary>An alert as the demo's page shows it. An attacker may have written parts of any text: the page makes no markup of them.</summary>
/// <param name="Id"><c>event.id</c> of the first of its like.</param>
/// <param name="Times">How many there were of its like: same rule and severity, in one incident; what follows is of the latest.</param>
/// <param name="Severity">The lower-case word.</param>
/// <param name="Rule">The rule or policy; the message where there is none.</param>
/// <param name="Time">When the sensor saw it, UTC.</param>
/// <param name="Message">What happened.</param>
/// <param name="Where">The pod with workload and container, else the node.</param>
/// <param name="Processes">From the first ancestor known to the acting process.</param>
/// <param name="Incident">What it belongs to; empty when to none.</param>
/// <param name="Slack">What Slack was told, as lines; or why nothing.</param>
/// <param name="PagerDuty">The same of PagerDuty.</param>
internal sealed record ShownAlert(
    string Id,
    long Times,
    string Severity,
    string Rule,
    string Time,
    string Message,
    string Where,
    IReadOnlyList<string> Processes,
    string Incident,
    IReadOnlyList<string> Slack,
    IReadOnlyList<string> PagerDuty);

/// <summary>Writes them for the page.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<ShownAlert>))]
internal sealed partial class ShownAlertJson : JsonSerializerContext;
