using Eyrie.Platform.Status;

namespace Eyrie.Tests.Commands.Status;

/// <summary>Reports of processes that never were.</summary>
internal static class Reports
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, long> None = [];

    /// <summary>A process with everything in it.</summary>
    public static StatusReport Whole { get; } = new(
        "1.2.3",
        "worker-3",
        Now.AddHours(-3),
        Now,
        "ready",
        [new("process", "ready", ""), new("sensor falco", "ready", "")],
        new(
            [
                new("falco", [new("", true)], ["0.43.1"], 0.2, 12_345, 51.4, 12_340, 0, None, 0, null, 0.0034),
                new("tetragon", [new("unix:///a", true), new("b:54321", false)], ["v1.6.0", "v1.7.0"], 75, 9, 0, 8, 1, new Dictionary<string, long> { ["spool_full"] = 4 }, 17, 12.5, 2),
            ],
            new(3, 2_000_000, 1L << 30, 4)),
        new(
            12_350,
            50,
            new Dictionary<string, long> { ["alert"] = 40, ["activity"] = 12_000 },
            new Dictionary<string, long> { ["critical"] = 3, ["warning"] = 37 },
            0.4,
            new Dictionary<string, long> { ["high"] = 39, ["medium"] = 1 },
            None,
            0,
            12,
            1,
            412,
            2,
            [new("nodes", false, 180, 3), new("pods", true, 0, 120)]),
        [
            new("elasticsearch", true, "closed", new Dictionary<string, long> { ["written"] = 12_040 }, 51, None, Now.AddSeconds(-2), 0.31, null),
            new("slack", false, "open", new Dictionary<string, long> { ["written"] = 4, ["filtered"] = 36 }, 0, new Dictionary<string, long> { ["transient"] = 7 }, null, null, 5),
        ],
        new(
            "kafka:9092",
            "2.11.1",
            6,
            1,
            new Dictionary<string, string> { ["events"] = "eyrie.events.v1", ["alerts"] = "eyrie.alerts.v1" },
            [new("eyrie.enricher", "eyrie.events.v1", 12, 700, 1.25)]),
        [new("sinks", "rejected", "slack", 4)],
        [new("kafka.caFile", Now.AddDays(3))]);

    /// <summary>A process that has just begun, and its parts.</summary>
    public static StatusReport Bare(params IReadOnlyList<PartStatus> parts) => new(
        "1.2.3", "worker-3", Now, Now, parts.Select(static part => part.State).Prepend("ready").MaxBy(static state => Array.IndexOf(["ready", "degraded", "notReady"], state))!,
        parts, null, null, [], new("kafka:9092", "2.11.1", 0, 0, new Dictionary<string, string>(), []), [], []);
}
