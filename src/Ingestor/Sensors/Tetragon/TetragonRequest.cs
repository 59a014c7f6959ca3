using Eyrie.Protos.Tetragon;
using Google.Protobuf.Collections;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Tetragon;

/// <summary>What Tetragon is asked for.</summary>
internal static class TetragonRequest
{
    // Without these of a process nobody can tell whose child it is.
    private static readonly string[] Needed = ["process.exec_id", "process.pid", "process.parent_exec_id", "process.start_time", "process.binary", "parent.exec_id"];

    /// <summary>The request for a sensor's events. Never with aggregation: the agent's buffer for it holds nothing, and drops.</summary>
    public static GetEventsRequest For(SensorOptions sensor) => new()
    {
        AllowList = { TetragonFilters.ReadFilters(sensor.AllowList) },
        DenyList = { TetragonFilters.ReadFilters(sensor.DenyList) },
        FieldFilters = { TetragonFilters.ReadFieldFilters(sensor.FieldFilters) },
    };

    /// <summary>Warns of filters that hide what ancestry and the join of Falco's alerts need.</summary>
    public static void Warn(SensorContext context)
    {
        var request = For(context.Sensor);
        var logger = context.Loggers.CreateLogger(typeof(TetragonRequest));
        foreach (var (key, hidden) in new[]
        {
            ("allowList", Hidden(request.AllowList)), ("denyList", Denied(request.DenyList)), ("fieldFilters", Hidden(request.FieldFilters)),
        })
        {
            if (hidden is not null)
            {
                logger.FiltersHideProcesses(context.Sensor.Name, key, hidden);
            }
        }
    }

    private static string? Hidden(RepeatedField<Filter> allowed) =>
        allowed.Count == 0 || (allowed.Any(filter => IsAll(filter, EventType.ProcessExec)) && allowed.Any(filter => IsAll(filter, EventType.ProcessExit)))
            ? null
            : "it does not allow all PROCESS_EXEC and PROCESS_EXIT";

    private static string? Denied(RepeatedField<Filter> denied) => denied.Any(filter =>
        filter.HealthCheck is not true && (filter.EventSet.Count == 0 || filter.EventSet.Any(IsOfProcesses)))
            ? "it denies some PROCESS_EXEC or PROCESS_EXIT"
            : null;

    private static string? Hidden(RepeatedField<FieldFilter> filters)
    {
        foreach (var filter in filters.Where(filter => filter.Fields is not null && (filter.EventSet.Count == 0
            || filter.EventSet.Any(IsOfProcesses) != (filter.InvertEventSet is true))))
        {
            var excludes = filter.Action is FieldFilterAction.Exclude;
            if (Needed.FirstOrDefault(path => filter.Fields.Paths.Any(named => Covers(named, path)) == excludes) is { } hidden)
            {
                return $"it leaves out {hidden} of PROCESS_EXEC or PROCESS_EXIT";
            }
        }

        return null;
    }

    private static bool Covers(string named, string path) => path == named || path.StartsWith($"{named}.", StringComparison.Ordinal);

    private static bool IsAll(Filter filter, EventType kind)
    {
        var rest = filter.Clone();
        rest.EventSet.Clear();
        return rest.CalculateSize() == 0 && (filter.EventSet.Count == 0 || filter.EventSet.Contains(kind));
    }

    private static bool IsOfProcesses(EventType kind) => kind is EventType.ProcessExec or EventType.ProcessExit;
}
