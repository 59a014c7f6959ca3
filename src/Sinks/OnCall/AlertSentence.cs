using Eyrie.Contracts;

namespace Eyrie.Sinks.OnCall;

/// <summary>
/// What happened, in one sentence without its full stop: who did what to what, and where. It is text that an attacker wrote parts of: nothing invisible
/// is in it, but each target must still escape it.
/// </summary>
internal static class AlertSentence
{
    /// <summary>Longest sentence, in UTF-16 units.</summary>
    public const int MaxLength = 600;

    private const int MaxName = 80;
    private const int MaxObject = 160;
    private const int MaxPlace = 220;

    /// <summary>The sentence; never empty.</summary>
    public static string Of(Alert alert) => PlainText.OneLine(Sentence(alert), MaxLength);

    private static string Sentence(Alert alert) =>
        AboutSensor(alert) is { } health ? health
        : ProcessLine.Of(alert) is { Name.Length: > 0 } line ? OfProcess(alert, line)
        : alert.User.Length > 0 && alert.Action.Length > 0 ? $"{Cut(alert.User, MaxName)} did {Cut(alert.Action, MaxName)}{Blocked(alert)}{Where(alert)}"
        : $"{What(alert)}{Where(alert)}";

    private static string OfProcess(Alert alert, ProcessLine line)
    {
        var act = AlertAct.Of(alert);
        var doer = act is null ? $"{Cut(line.Name, MaxName)} was started" : Cut(line.Name, MaxName);
        var by = line.Parent.Length == 0 ? ""
            : $"{(act is null ? " by " : ", started by ")}{Cut(line.Parent, MaxName)}{(line.Below.Length > 0 ? $" below {Cut(line.Below, MaxName)}" : "")}";
        var did = act is null ? "" : $"{(by.Length > 0 ? "," : "")} {act.Verb}{(act.Object.Length > 0 ? $" {Cut(act.Object, MaxObject)}" : "")}";
        return $"{doer}{by}{did}{Blocked(alert)}{Where(alert)}";
    }

    private static string Blocked(Alert alert) => alert.Blocked ? " (blocked)" : "";

    // Of what nobody knows the doer of, the sensor's own words say most.
    private static string What(Alert alert) =>
        alert.Message.Length > 0 ? Cut(alert.Message, MaxLength - MaxPlace)
        : alert.Rule.Length > 0 ? $"'{Cut(alert.Rule, MaxObject)}' was seen"
        : "something was seen that nothing is known of";

    private static string Where(Alert alert)
    {
        var pod = (alert.Namespace, alert.Pod) switch
        {
            (_, "") => alert.Container.Length > 0 ? $"container {alert.Container}" : "",
            ("", var name) => name,
            var (space, name) => $"{space}/{name}",
        };
        var owner = pod.Length > 0 && alert.Workload.Length > 0 && alert.Workload != $"Pod/{alert.Pod}" ? $" ({alert.Workload})" : "";
        var place = pod.Length > 0 ? $" in {pod}{owner}" : "";
        return Cut(place + (alert.Node.Length > 0 ? $" on {alert.Node}" : ""), MaxPlace);
    }

    private static string? AboutSensor(Alert alert)
    {
        var sensor = (alert.Observer.Length > 0 ? Cut(alert.Observer, MaxName) : "a sensor") + (alert.Node.Length > 0 ? $" on {Cut(alert.Node, MaxName)}" : "");
        return alert.Sensor is not "eyrie" ? null : alert.Action switch
        {
            "sensor_connected" => $"{sensor} is read",
            "sensor_lost" => $"{sensor} was lost: what happens is not seen until it is read again",
            "sensor_unreachable" => $"{sensor} cannot be reached: what happens is not seen",
            "sensor_silent" => $"{sensor} has fallen silent",
            "sensor_heard" => $"{sensor} is heard again",
            "sensor_drops" => $"{sensor} lost events",
            "sensor_throttled" => $"{sensor} holds events back",
            "sensor_unthrottled" => $"{sensor} holds no events back any more",
            "sensor_restarted" => $"{sensor} came back with another version",
            "events_dropped" => $"Eyrie dropped events of {sensor}",
            "versions_differ" => $"nodes run different versions of {sensor}",
            "versions_agree" => $"all nodes run the same version of {sensor} again",
            _ => null,
        };
    }

    private static string Cut(string text, int maxLength) => PlainText.OneLine(text, maxLength);
}
