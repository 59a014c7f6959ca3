using System.Diagnostics;
using Eyrie.Contracts;
using Eyrie.Enricher;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.State;

namespace Eyrie.Benchmarks;

/// <summary>Measures the Enricher's process table: bytes a process, costs of few and of many, how long it holds up a batch, restoring.</summary>
internal sealed class Processes(ProcessesOptions options, TextWriter output)
{
    private const int BatchEvents = 500;
    private const int SweptPlaces = 32_768;

    public static async Task RunAsync(ProcessesOptions options, TextWriter output)
    {
        await output.WriteLineAsync(Machine.Describe());
        await new Processes(options, output).RunAsync();
    }

    private async Task RunAsync()
    {
        var few = Fill(options.Few, out _);
        var many = Fill(options.Many, out var bytes);
        await output.WriteLineAsync($"{bytes / (double)options.Many:0} bytes a process, {options.Many:#,0} processes, all included");
        await output.WriteLineAsync();
        await CompareAsync(few, many);
        var records = Records(many, options.Many);
        await SweepAsync(many);
        await output.WriteLineAsync($"a record of state.v1: {records.Average(record => record.Value.Length + record.Key.Length):0} bytes");
        many = new(new EnricherOptions());
        await output.WriteLineAsync(StateRestore.FromMemory(records));
        if (options.Kafka is not null)
        {
            await output.WriteLineAsync(await StateRestore.FromKafkaAsync(options, records));
        }
    }

    // What is measured of the heap is what the processes add to it: the facts are garbage by then.
    private static PartitionState Fill(int count, out long bytes)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var state = new PartitionState(new EnricherOptions { MaxProcesses = 10_000_000 });
        var table = state.Node("node").Processes;
        for (var number = 0; number < count; number++)
        {
            table.Learn(ManyProcesses.Fact(number), out _);
            if (number % BatchEvents == 0)
            {
                table.TakeChanges(static _ => { }, static _ => { });
            }
        }

        table.TakeChanges(static _ => { }, static _ => { });
        bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        return state;
    }

    private async Task CompareAsync(PartitionState few, PartitionState many)
    {
        await output.WriteLineAsync($"| ns | {options.Few:#,0} | {options.Many:#,0} | apart |");
        await output.WriteLineAsync("|---|---:|---:|---:|");
        foreach (var (name, cost) in TableCosts.All)
        {
            var (left, right) = (new List<double>(), new List<double>());
            for (var round = 0; round < options.Rounds; round++)
            {
                left.Add(cost(few.Node("node").Processes, options.Few, round));
                right.Add(cost(many.Node("node").Processes, options.Many, round));
            }

            var (a, b) = (left.Min(), right.Min()); // what else the machine does only adds to it
            await output.WriteLineAsync($"| {name} | {a:0} | {b:0} | {(b - a) / a * 100:+0;-0} % |");
        }

        await output.WriteLineAsync();
    }

    // All are alive, then all have ended: the round that finds nothing, and the one that forgets everything.
    private async Task SweepAsync(PartitionState state)
    {
        var node = state.Node("node");
        var sweep = new ProcessSweep(node.Processes, int.MaxValue, TimeSpan.Zero);
        await output.WriteLineAsync($"sweep, all alive: {Round(sweep, node.Processes, ManyProcesses.End(0))}");
        var shed = Stopwatch.GetTimestamp();
        new ProcessSweep(node.Processes, options.Many - 1, TimeSpan.Zero).Step(0);
        await output.WriteLineAsync($"forgetting a tenth, because there is one too many: {Stopwatch.GetElapsedTime(shed).TotalMilliseconds:0} ms");
        foreach (var image in node.Processes.Images)
        {
            node.Processes.Exit(image, new(), ManyProcesses.End(0));
        }

        await output.WriteLineAsync($"sweep, all over: {Round(sweep, node.Processes, ManyProcesses.End(options.Many))}");
        await output.WriteLineAsync($"left: {node.Processes.Count}");
    }

    private static string Round(ProcessSweep sweep, ProcessTable table, EventTime now)
    {
        var (longest, total, steps) = (TimeSpan.Zero, TimeSpan.Zero, 0);
        for (sweep.Begin(now); sweep.IsBusy; steps++)
        {
            var started = Stopwatch.GetTimestamp();
            sweep.Step(SweptPlaces);
            var step = Stopwatch.GetElapsedTime(started);
            (longest, total) = (step > longest ? step : longest, total + step);
        }

        return $"{total.TotalMilliseconds:0} ms in {steps} steps, the longest {longest.TotalMilliseconds:0.0} ms, {table.Count} left";
    }

    // In the order in which they began, as the Enricher writes them.
    private static List<Confluent.Kafka.Message<string, byte[]>> Records(PartitionState state, int count)
    {
        var records = new List<Confluent.Kafka.Message<string, byte[]>>(count);
        for (var number = 0; number < count; number++)
        {
            var image = state.Node("node").Processes.Find(ManyProcesses.ExecId(number))!;
            records.Add(new() { Key = $"{StateCodec.Process}node/{image.ExecId}", Value = StateCodec.Write(image) });
        }

        return records;
    }
}
