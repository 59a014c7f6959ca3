using BenchmarkDotNet.Attributes;
using Eyrie.Contracts;
using Eyrie.Enricher;
using Eyrie.Enricher.Detections;

namespace Eyrie.Benchmarks;

/// <summary>Cost of judging one event with 200 rules: half for policies, half for executions. Budget: 1 µs where they are found by name, 5 µs where all have wildcards, no allocation.</summary>
[MemoryDiagnoser]
public class DetectionBenchmarks
{
    private readonly DetectionSet _byName = new(Enumerable.Range(0, 200).Select(i => Rule(i, i % 2 == 0 ? "policy" : "exec", wild: false)), []);
    private readonly DetectionSet _byWildcard = new(Enumerable.Range(0, 200).Select(i => Rule(i, i % 2 == 0 ? "policy" : "exec", wild: true)), []);
    private readonly Observation _execution = Event(ObservationKind.ProcessStart, null);
    private readonly Observation _policy = Event(ObservationKind.PolicyEvent, new("policy-150"));

    [Benchmark]
    public object? ExecutionByName() => _byName.Judge(_execution).Rule;

    [Benchmark]
    public object? ExecutionByWildcards() => _byWildcard.Judge(_execution).Rule;

    [Benchmark]
    public object? PolicyByName() => _byName.Judge(_policy).Rule;

    [Benchmark]
    public object? PolicyByWildcards() => _byWildcard.Judge(_policy).Rule;

    private static DetectionRule Rule(int i, string events, bool wild) => DetectionReading.Read(
        new()
        {
            Severity = "error",
            Events = [events],
            Policy = events is "exec" ? "*" : wild ? $"policy-{i}-*" : $"policy-{i}",
            Binaries = events is "policy" ? [] : wild ? [$"/opt/{i}/*", $"*/tool-{i}"] : [$"tool-{i}", $"other-{i}"],
            CommandLines = events is "policy" ? [] : [$"*--flag-{i} *"],
            Files = events is "policy" ? [$"/etc/{i}/*"] : [],
        },
        "bench",
        []);

    private static Observation Event(ObservationKind kind, RuleFact? rule) => new()
    {
        Id = "0",
        Format = SensorFormat.TetragonProtobuf,
        Node = "node",
        Time = default,
        Received = default,
        Kind = kind,
        EventName = kind is ObservationKind.PolicyEvent ? "process_kprobe" : "process_exec",
        Rule = rule,
        Process = new() { Pid = 7, Executable = "/usr/bin/python3.11", CommandLine = "/usr/bin/python3.11 -m http.server --bind 127.0.0.1 8080", Flags = "execve clone" },
        File = new("/etc/passwd"),
    };
}
