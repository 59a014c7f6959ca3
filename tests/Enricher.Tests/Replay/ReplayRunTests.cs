using System.Runtime.CompilerServices;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.Replay;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher.Tests.Replay;

public sealed class ReplayRunTests
{
    private const int Events = 2_000;
    private static readonly EnricherOptions Small = new() { MaxProcesses = 100 };

    [Fact]
    public void Holds_nothing_of_what_it_forgot_however_long_it_runs()
    {
        using var documents = new DocumentRecords(Small, TimeProvider.System);
        var run = new ReplayRun(
            new() { From = An.At(0), Until = An.At(3_600_000), WarmUp = TimeSpan.Zero }, An.Pipeline(Small), Small, documents, output: null);
        Take(run, 0);
        var first = ImageOf(run, 0);

        for (var i = 1; i < Events; i++)
        {
            Take(run, i);
        }

        run.Settle(TestContext.Current.CancellationToken);
        GC.Collect();

        Assert.Equal((Events, Events), (run.Account.Read, run.Account.Activity));
        Assert.InRange(run.StateOf(0).Node(An.Node).Processes.Count, 1, Small.MaxProcesses);
        Assert.False(first.TryGetTarget(out _));
        GC.KeepAlive(run);
    }

    // Not inlined: the test's own frame must not hold the image.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<ProcessImage> ImageOf(ReplayRun run, int number) =>
        new(run.StateOf(0).Node(An.Node).Processes.Find(An.ExecId(number, Pid(number)))!);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Take(ReplayRun run, int number)
    {
        var time = An.At(number).ToString();
        var json = $$"""
            {"process_exec":{"process":{"exec_id":"{{An.ExecId(number, Pid(number))}}","pid":{{Pid(number)}},"binary":"/bin/true","arguments":"{{number}}","start_time":"{{time}}","flags":"execve clone"} },"node_name":"{{An.Node}}","time":"{{time}}"}
            """;
        run.Take(
            new()
            {
                Topic = "events.v1",
                Offset = number,
                Message = EventRecord.ToMessage(new(Encoding.UTF8.GetBytes(json), SensorFormat.TetragonJson, An.Node, An.At(number))),
            },
            TestContext.Current.CancellationToken);
    }

    private static int Pid(int number) => number + 2;
}
