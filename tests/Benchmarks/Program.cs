using BenchmarkDotNet.Running;

namespace Eyrie.Benchmarks;

/// <summary>See README.md beside this file for what there is to be measured.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        switch (args)
        {
            case ["http", .. var rest]:
                await HttpLoad.RunAsync(HttpLoadOptions.Parse(rest), Console.Out);
                break;
            case ["passthrough", .. var rest]:
                await Passthrough.RunAsync(PassthroughOptions.Parse(rest, PassthroughOptions.Default), Console.Out);
                break;
            case ["telemetry", .. var rest]:
                await TelemetryCost.RunAsync(PassthroughOptions.Parse(rest, PassthroughOptions.ForTelemetry), Console.Out);
                break;
            case [TelemetryWatch.Command]:
                await TelemetryWatch.ServeAsync();
                break;
            case ["bulk", .. var rest]:
                await BulkLoad.RunAsync(BulkLoadOptions.Parse(rest), Console.Out);
                break;
            case [BulkTarget.Command]:
                await BulkTarget.ServeAsync();
                break;
            case ["enrich", .. var rest]:
                await EnrichmentLoad.RunAsync(EnrichmentLoadOptions.Parse(rest), Console.Out);
                break;
            case ["processes", .. var rest]:
                await Processes.RunAsync(ProcessesOptions.Parse(rest), Console.Out);
                break;
            case ["watch", .. var rest]:
                await PodWatchLoad.RunAsync(rest, Console.Out);
                break;
            case [PodWatchLoad.Command, .. var rest]:
                await PodWatchLoad.ServeAsync(rest);
                break;
            case ["pods", .. var rest]:
                await Pods.RunAsync(rest, Console.Out);
                break;
            case [PassthroughSource.Command, .. var rest]:
                await PassthroughSource.ServeAsync(rest);
                break;
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
                break;
        }
    }
}
