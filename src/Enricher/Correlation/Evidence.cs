using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher;

/// <summary>How well what Falco says of a process fits an image.</summary>
internal enum Fit
{
    /// <summary>It cannot be that image.</summary>
    Contradiction,

    /// <summary>Nothing speaks for or against it but the pid.</summary>
    Unproven,

    /// <summary>The name or the executable is the same, the rest was not said.</summary>
    Likely,

    /// <summary>Command line and program are the same, and nothing speaks against it.</summary>
    Proven,
}

/// <summary>The comparison's answer.</summary>
/// <param name="Fit">How well.</param>
/// <param name="Reason">What speaks against it, in words; null when nothing does.</param>
internal readonly record struct Evidence(Fit Fit, string? Reason)
{
    // Clone times of Falco and exec times of Tetragon come from two conversions of the kernel's clock.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMilliseconds(2);

    /// <summary>Compares what Falco says of the acting process with an image that had its pid.</summary>
    public static Evidence Weigh(ProcessFact falco, ProcessImage image)
    {
        var thread = falco.ThreadId is { } tid && tid != falco.Pid;
        if (!thread && falco.Start is { } cloned && image.Start != default && !image.FromProcFs
            && image.Start < cloned - ClockTolerance)
        {
            return new(Fit.Contradiction, "the known process of that pid is older than this one");
        }

        var name = CommandLines.SameName(falco.Name, image.Name);
        var program = name || (falco.Executable is { Length: > 0 } path && path == image.Executable);
        var programTold = falco.Name is { Length: > 0 } || falco.Executable is { Length: > 0 };
        if (falco.CommandLine is not { Length: > 0 } line || image.CommandLine is not { Length: > 0 } known)
        {
            return new(program ? Fit.Likely : Fit.Unproven, null);
        }

        var theirs = CommandLines.WithoutScript(CommandLines.Arguments(line, falco.Name), image.Executable);
        if (!CommandLines.SameArguments(theirs, CommandLines.Arguments(known, image.Executable)))
        {
            return new(Fit.Contradiction, "the known process of that pid has another command line");
        }

        // A thread may bear a name of its own; without arguments the program alone tells two images apart.
        return program || (thread && !theirs.IsEmpty) ? new(Fit.Proven, null)
            : programTold ? new(Fit.Contradiction, "the known process of that pid runs another program")
            : new(theirs.IsEmpty ? Fit.Unproven : Fit.Proven, null);
    }
}
