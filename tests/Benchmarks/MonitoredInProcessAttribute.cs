using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Eyrie.Benchmarks;

/// <summary>Twenty runs after ten to warm up, each set up anew, in this process: for what is slow and has a state.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MonitoredInProcessAttribute() : JobConfigBaseAttribute(Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithStrategy(RunStrategy.Monitoring)
    .WithWarmupCount(10)
    .WithIterationCount(20));
