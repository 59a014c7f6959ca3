using Eyrie.Protos.Tetragon;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Translates what the agent says about events it did not send.</summary>
internal static class TetragonLosses
{
    /// <summary>A cgroup's events are held back; the end of that is no loss.</summary>
    public static Observation Throttle(Observation basis, ProcessThrottle throttle)
    {
        var starts = throttle.Type is not ThrottleType.ThrottleStop;
        var fields = new FieldList();
        fields.Add("type", starts ? "THROTTLE_START" : "THROTTLE_STOP");
        fields.Add("cgroup", throttle.Cgroup);
        return basis with
        {
            Kind = starts ? ObservationKind.SensorLoss : ObservationKind.Other,
            EventName = "process_throttle",
            Action = starts ? "throttle_start" : "throttle_stop",
            Rule = starts ? new("Tetragon throttles events") : null,
            Message = $"Tetragon {(starts ? "holds back" : "sends again")} the events of {throttle.Cgroup}",
            Categories = ActKind.Host.Categories,
            Types = ActKind.Host.Types,
            Fields = fields.Fields,
        };
    }

    /// <summary>The export dropped events to keep its rate.</summary>
    public static Observation RateLimit(Observation basis, RateLimitInfo rate)
    {
        var fields = new FieldList();
        fields.Add("number_of_dropped_process_events", rate.NumberOfDroppedProcessEvents);
        return basis with
        {
            Kind = ObservationKind.SensorLoss,
            EventName = "rate_limit_info",
            Action = "rate_limit",
            Rule = new("Tetragon export dropped events"),
            Message = $"Tetragon's export dropped {rate.NumberOfDroppedProcessEvents} events",
            Categories = ActKind.Host.Categories,
            Types = ActKind.Host.Types,
            Fields = fields.Fields,
        };
    }
}
