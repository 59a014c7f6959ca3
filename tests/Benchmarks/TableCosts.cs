using System.Diagnostics;
using Eyrie.Enricher.Processes;

namespace Eyrie.Benchmarks;

/// <summary>What is done with a process table for each event, in nanoseconds.</summary>
internal static class TableCosts
{
    private const int Samples = 20_000;
    private const int Recent = 2_000;

    /// <summary>By name; each takes a table, how many processes it has, and the round.</summary>
    public static IReadOnlyList<(string Name, Func<ProcessTable, int, int, double> Cost)> All { get; } =
    [
        ("exec and exit of a new process", LearnAndExit),
        ("an event of a known process", (table, count, round) => Each(count, round, all: true, ManyProcesses.Fact, fact => table.Learn(fact, out _))),
        ("`Newest`, any", (table, count, round) => Each(count, round, all: true, ManyProcesses.Pid, pid => table.Newest(pid))),
        ("`Newest`, of the latest 2,000", (table, count, round) => Each(count, round, all: false, ManyProcesses.Pid, pid => table.Newest(pid))),
        ("`Find`, any", (table, count, round) => Each(count, round, all: true, ManyProcesses.ExecId, id => table.Find(id))),
        ("`Find`, of the latest 2,000", (table, count, round) => Each(count, round, all: false, ManyProcesses.ExecId, id => table.Find(id))),
        ("`FirstOfLine`, any", (table, count, round) => Each(count, round, all: true, ManyProcesses.Arguments, line => table.FirstOfLine(LineKey.Of(line)))),
        ("`FirstOfLine`, of the latest 2,000", (table, count, round) => Each(count, round, all: false, ManyProcesses.Arguments, line => table.FirstOfLine(LineKey.Of(line)))),
        ("the join of an alert, any", (table, count, round) => Each(count, round, all: true, ManyProcesses.Pid, pid => Join(table, pid))),
        ("the join of an alert, of the latest 2,000", (table, count, round) => Each(count, round, all: false, ManyProcesses.Pid, pid => Join(table, pid))),
    ];

    // The image, its words, and the ten or less above it: what an alert asks for.
    private static ProcessImage? Join(ProcessTable table, int pid)
    {
        var image = table.Newest(pid)!;
        var above = new List<ProcessImage>();
        table.Ancestry(image.ParentExecId, above);
        image.ToFactWithArgs();
        foreach (var ancestor in above)
        {
            ancestor.ToFact();
        }

        return image;
    }

    private static double LearnAndExit(ProcessTable table, int count, int round)
    {
        var facts = Enumerable.Range(0, Samples).Select(i => ManyProcesses.Fact(count + ((long)round * Samples) + i)).ToList();
        var images = new ProcessImage[Samples];
        Settle();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < facts.Count; i++)
        {
            images[i] = table.Learn(facts[i], out _)!;
            table.Exit(table.Find(facts[i].ExecId)!, facts[i], ManyProcesses.End(count + i));
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        foreach (var image in images)
        {
            table.Forget(image);
        }

        table.TakeChanges(static _ => { }, static _ => { });
        return elapsed.TotalNanoseconds / Samples;
    }

    private static double Each<T>(int count, int round, bool all, Func<long, T> make, Func<T, ProcessImage?> ask)
    {
        var random = new Random(round);
        var questions = new T[Samples];
        for (var i = 0; i < Samples; i++)
        {
            questions[i] = make(all ? random.Next(1, count) : count - 1 - random.Next(Recent));
        }

        Settle();
        var started = Stopwatch.GetTimestamp();
        var found = 0;
        foreach (var question in questions)
        {
            found += ask(question) is null ? 0 : 1;
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        return found == Samples ? elapsed.TotalNanoseconds / Samples : throw new InvalidOperationException($"only {found} were found");
    }

    // Garbage of the questions is not to be collected while the answers are measured.
    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
