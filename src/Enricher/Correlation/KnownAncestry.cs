using Eyrie.Contracts;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher;

/// <summary>The ancestors of a process: those that the table knows, above them those that the alert itself names.</summary>
internal static class KnownAncestry
{
    /// <summary>The images in the words of an event, as they were at the alert's time, completed by what the alert tells.</summary>
    public static List<ProcessFact> Facts(List<ProcessImage> images, Observation alert)
    {
        var facts = new List<ProcessFact>(images.Count + 4);
        foreach (var image in images)
        {
            facts.Add(AsOf(facts.Count == 0 ? image.ToFactWithArgs() : image.ToFact(), alert.Time));
        }

        ToldAncestry.Complete(alert, facts);
        return facts;
    }

    /// <summary>The process as it was at a time: how it ended later depends on when one asks.</summary>
    public static ProcessFact AsOf(ProcessFact fact, EventTime time) => fact.End > time
        ? fact with { End = null, ExitCode = null, ExitSignal = null }
        : fact;

    /// <summary>
    /// Pid of the ancestor where the chain breaks, when its event may yet come: it was there before its child, and events are
    /// late by no more than the window. Null when the chain is whole, or will not become so.
    /// </summary>
    public static long? Awaited(ProcessImage image, List<ProcessImage> chain, NodeState node, EventTime now, TimeSpan window)
    {
        var top = chain.Count > 0 ? chain[^1] : image;
        return top.Pid > 1 && top.Start != default && now < top.Start + window
            && ExecId.TryParse(top.ParentExecId, out var parent) && parent.Pid > 0 && node.Processes.Find(top.ParentExecId) is null
                ? parent.Pid
                : null;
    }
}
