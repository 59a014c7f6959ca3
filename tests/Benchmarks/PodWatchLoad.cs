using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Eyrie.Enricher;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Pods.Kubernetes;
using Eyrie.Platform.Http;
using Eyrie.Testing;
using Eyrie.Testing.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Eyrie.Benchmarks;

/// <summary>
/// What watching a large cluster costs: <c>watch --pods 50000 --changes 20000</c>. The API server is a child process, so that this one's memory and
/// processor time are the watch's alone; a sink only counts, and keeps nothing unless <c>--keep</c> is said.
/// </summary>
internal static class PodWatchLoad
{
    public const string Command = "watch-server";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        var (pods, changes, keep) = (Number(args, "--pods", 50_000), Number(args, "--changes", 20_000), args.Contains("--keep"));
        using var folder = new TestFolder();
        using var server = StartServer(pods, changes);
        try
        {
            var url = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the server did not start");
            var options = new EnricherOptions { Pods = new() { Kubeconfig = folder.Write("kubeconfig", Kubeconfig(url)) } };
            await MeasureAsync(options, server, new(pods, changes, keep), output);
        }
        finally
        {
            server.Kill();
        }
    }

    /// <summary>The child: serves pods, and changes them when it is told to.</summary>
    public static async Task ServeAsync(string[] args)
    {
        var (pods, changes) = (int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture));
        await using var server = await ScriptedApiServer.StartAsync();
        for (var i = 0; i < pods; i++)
        {
            server.Store.Put("pods", Uid(i), LargePod.Text(i, 0));
        }

        server.Store.Forget(); // lists alone tell of these
        Console.WriteLine(server.Url);
        await Console.In.ReadLineAsync();
        for (var i = 0; i < changes; i++)
        {
            server.Store.Put("pods", Uid(i * 7919 % pods), LargePod.Text(i * 7919 % pods, i + 1));
        }

        await Console.In.ReadLineAsync();
    }

    private static string Uid(int number) => LargePod.Uid(number);

    private static async Task MeasureAsync(EnricherOptions options, Process server, Counted counted, TextWriter output)
    {
        var baseline = Memory();
        await using var services = Services(options, counted);
        var watch = services.GetServices<IHostedService>().Single();
        var (started, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await watch.StartAsync(CancellationToken.None);
        await counted.Listed.Task.WaitAsync(Longest);
        var (elapsed, peak) = (Stopwatch.GetElapsedTime(started), Process.GetCurrentProcess());
        peak.Refresh();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{counted.Pods} pods of {LargePod.Text(1, 0).Length} bytes listed in {elapsed.TotalSeconds:0.00} s, {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:0.00} CPU s; working set {peak.WorkingSet64 >> 20} MB, at most {peak.PeakWorkingSet64 >> 20} MB ({baseline.WorkingSet >> 20} MB before)"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"heap after a collection: {(Memory().Heap - baseline.Heap) / 1048576.0:0.0} MB more than before{(counted.Keeps ? ", all pods kept" : ", no pod kept")}"));

        (started, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var allocated = GC.GetTotalAllocatedBytes();
        await server.StandardInput.WriteLineAsync();
        await counted.Changed.Task.WaitAsync(Longest);
        elapsed = Stopwatch.GetElapsedTime(started);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{counted.Changes} changes in {elapsed.TotalSeconds:0.00} s: {counted.Changes / elapsed.TotalMinutes:0} a minute, {(Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / counted.Changes:0.0} µs of a core and {(GC.GetTotalAllocatedBytes() - allocated) / counted.Changes} bytes allocated each"));
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await watch.StopAsync(now.Token);
    }

    private static (long Heap, long WorkingSet) Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
    }

    private static ServiceProvider Services(EnricherOptions options, Counted counted)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(Options.Create(options));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IMeterFactory>(new TestMeters());
        services.AddSingleton<Readiness>();
        services.AddSingleton<IClusterSink>(counted);
        services.AddPodWatch();
        return services.BuildServiceProvider();
    }

    private static Process StartServer(int pods, int changes)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Command, pods.ToString(CultureInfo.InvariantCulture), changes.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private static string Kubeconfig(string server) => $$"""
        apiVersion: v1
        kind: Config
        clusters: [{name: one, cluster: {server: "{{server}}"} }]
        users: [{name: me, user: {token: t} }]
        contexts: [{name: here, context: {cluster: one, user: me} }]
        current-context: here
        """;

    private static int Number(string[] args, string name, int standard) => Array.IndexOf(args, name) is >= 0 and var at
        ? int.Parse(args[at + 1], CultureInfo.InvariantCulture)
        : standard;

    private sealed class Counted(int pods, int changes, bool keeps) : IClusterSink
    {
        private readonly Dictionary<string, IClusterObject> _kept = [];
        private int _changes;

        public int Pods => pods;

        public int Changes => changes;

        public bool Keeps => keeps;

        public TaskCompletionSource Listed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Put(IClusterObject found)
        {
            if (keeps)
            {
                _kept[found.Uid] = found;
            }

            if (Listed.Task.IsCompleted && ++_changes == changes)
            {
                Changed.SetResult();
            }
        }

        public void Delete(ClusterKind kind, string uid) => _kept.Remove(uid);

        public void CheckCount(int count)
        {
            if (count != pods)
            {
                throw new InvalidOperationException($"{count} of {pods} pods were listed");
            }
        }

        void IClusterSink.Listed(ClusterKind kind, IReadOnlySet<string> uids)
        {
            if (kind is ClusterKind.Pod)
            {
                CheckCount(uids.Count);
                Listed.SetResult();
            }
        }
    }
}
