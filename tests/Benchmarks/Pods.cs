using System.Diagnostics;
using System.Globalization;
using System.Net;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Benchmarks;

/// <summary>Measures the catalog of a cluster: bytes a pod, lookups, changes while others look, the snapshot.</summary>
internal sealed class Pods(int count, TextWriter output)
{
    private const int Replicas = 10;
    private const int Lookups = 1_000_000;
    private const int ChangesPerMinute = 5_000;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        await output.WriteLineAsync(Machine.Describe());
        var count = args is ["--pods", var number] ? int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)
            : args.Length == 0 ? 50_000 : throw new ArgumentException("there is --pods");
        await new Pods(count, output).RunAsync();
    }

    private async Task RunAsync()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var catalog = new ClusterCatalog(Memory, TimeProvider.System);
        var view = catalog.Of("");
        var started = Stopwatch.GetTimestamp();
        Fill(view);
        var filled = Stopwatch.GetElapsedTime(started);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        await output.WriteLineAsync(
            $"{count:#,0} pods of 2 containers and 8 labels, {count / Replicas:#,0} ReplicaSets: {bytes / (double)count:0} bytes a pod, all included; taken in in {filled.TotalSeconds:0.0} s");
        await output.WriteLineAsync();
        await LookupsAsync(catalog);
        await ChangesAsync(catalog, view);
        await SnapshotAsync(view);
    }

    private void Fill(ClusterView view)
    {
        for (var app = 0; app < count / Replicas; app++)
        {
            view.Put(ManyPods.ReplicaSet(app));
        }

        for (var number = 0; number < count; number++)
        {
            view.Put(ManyPods.Pod(number));
        }
    }

    private async Task LookupsAsync(ClusterCatalog catalog)
    {
        await output.WriteLineAsync("| lookup, one thread | any pod, a second | bytes each | of 500 pods, a second | bytes each |");
        await output.WriteLineAsync("|---|---:|---:|---:|---:|");
        await RowAsync("container id, 12 characters", number => ManyPods.ContainerId(number, 0, number & 1)[..12], id => catalog.Find(new() { ContainerId = id }));
        await RowAsync("container id, 31 characters", number => ManyPods.ContainerId(number, 0, number & 1)[..31], id => catalog.Find(new() { ContainerId = id }));
        await RowAsync("container id, 64 characters", number => ManyPods.ContainerId(number, 0, number & 1), id => catalog.Find(new() { ContainerId = id }));
        await RowAsync("pod uid", number => ManyPods.Uid(number), uid => catalog.Find(new() { Uid = uid }));
        await RowAsync(
            "namespace and name", number => (ManyPods.NamespaceOf(number), ManyPods.Name(number)), name => catalog.Find(new() { Namespace = name.Item1, Name = name.Item2 }));
        await RowAsync("address", number => IPAddress.Parse(ManyPods.Ip(number)), address => catalog.FindAddress(null, address, default));
        await output.WriteLineAsync();
    }

    private async Task RowAsync<T>(string name, Func<int, T> make, Func<T, object?> find)
    {
        var (any, anyBytes) = Measure(make, find, count);
        var (few, fewBytes) = Measure(make, find, Math.Min(500, count));
        await output.WriteLineAsync($"| {name} | {any:#,0} | {anyBytes:0} | {few:#,0} | {fewBytes:0} |");
    }

    private static (double PerSecond, double Bytes) Measure<T>(Func<int, T> make, Func<T, object?> find, int pods)
    {
        var random = new Random(1);
        var questions = Enumerable.Range(0, 100_000).Select(_ => make(random.Next(pods))).ToArray();
        foreach (var question in questions)
        {
            _ = find(question) ?? throw new InvalidOperationException("a pod was not found");
        }

        var (before, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        for (var i = 0; i < Lookups; i++)
        {
            find(questions[i % questions.Length]);
        }

        return (Lookups / Stopwatch.GetElapsedTime(started).TotalSeconds, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Lookups);
    }

    // Half of the changes replace a pod by another one: a put, a deletion.
    private async Task ChangesAsync(ClusterCatalog catalog, ClusterView view)
    {
        using var ending = new CancellationTokenSource();
        var readers = Enumerable.Range(1, Math.Max(1, Environment.ProcessorCount - 1))
            .Select(seed => Task.Factory.StartNew(() => Look(catalog, seed, ending.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var (started, longest, spent, changes) = (Stopwatch.GetTimestamp(), TimeSpan.Zero, TimeSpan.Zero, 0);
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1) / ChangesPerMinute);
        while (Stopwatch.GetElapsedTime(started) < Busy)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            var (pod, began) = (ManyPods.Pod(changes / 2, 1), Stopwatch.GetTimestamp());
            if (changes++ % 2 == 0)
            {
                view.Put(pod);
            }
            else
            {
                view.Delete(ClusterKind.Pod, ManyPods.Uid((changes / 2) - 1));
            }

            var took = Stopwatch.GetElapsedTime(began);
            (spent, longest) = (spent + took, took > longest ? took : longest);
        }

        await ending.CancelAsync();
        var looked = await Task.WhenAll(readers);
        var elapsed = Stopwatch.GetElapsedTime(started);
        await output.WriteLineAsync(
            $"{changes / elapsed.TotalMinutes:#,0} changes a minute beside {readers.Length} readers: {spent.TotalMicroseconds / changes:0} µs a change, the longest {longest.TotalMilliseconds:0.0} ms; "
            + $"{looked.Sum() / elapsed.TotalSeconds:#,0} lookups a second meanwhile");
        var burst = Stopwatch.GetTimestamp();
        for (var number = 0; number < ChangesPerMinute; number++)
        {
            view.Put(ManyPods.Pod(number, 2));
        }

        await output.WriteLineAsync($"{ChangesPerMinute:#,0} changes at once: {Stopwatch.GetElapsedTime(burst).TotalMilliseconds:0} ms, the making of the objects included");
    }

    private long Look(ClusterCatalog catalog, int seed, CancellationToken ending)
    {
        var random = new Random(seed);
        var ids = Enumerable.Range(0, 10_000).Select(_ => ManyPods.ContainerId(random.Next(count), 0, 0)).ToArray();
        for (var i = 0L; ; i++)
        {
            if (ending.IsCancellationRequested)
            {
                return i;
            }

            catalog.Find(new() { ContainerId = ids[i % ids.Length] });
        }
    }

    private async Task SnapshotAsync(ClusterView view)
    {
        var path = Path.Combine(Path.GetTempPath(), $"eyrie-bench-{Environment.ProcessId}.pods");
        try
        {
            var started = Stopwatch.GetTimestamp();
            var objects = ClusterSnapshot.Write(path, view);
            var written = Stopwatch.GetElapsedTime(started);
            started = Stopwatch.GetTimestamp();
            var restored = new ClusterView("", Memory, TimeProvider.System);
            foreach (var found in ClusterSnapshot.Read(path, ""))
            {
                restored.Restore(found);
            }

            await output.WriteLineAsync(
                $"snapshot of {objects:#,0} objects, {new FileInfo(path).Length / 1e6:0.0} MB: written in {written.TotalSeconds:0.00} s, read and taken in in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
