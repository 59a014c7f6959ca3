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

/// <summary>The comparison's answer: whether an image runs the program that an alert names. When it ran is not asked here.</summary>
/// <param name="Fit">How well.</param>
/// <param name="Reason">What speaks against it, in words; null when nothing does.</param>
internal readonly record struct Evidence(Fit Fit, string? Reason)
{
    /// <summary>Compares what Falco says of the acting process with an image.</summary>
    public static Evidence Weigh(in Claim claim, ProcessImage image)
    {
        var falco = claim.Process;
        var name = CommandLines.SameName(falco.Name, image.Name);
        var program = name || (falco.Executable is { Length: > 0 } path && path == image.Executable);
        var programTold = falco.Name is { Length: > 0 } || falco.Executable is { Length: > 0 };
        if (claim.CommandLine is not { Length: > 0 } line || image.CommandLine is not { Length: > 0 } known)
        {
            return new(program ? Fit.Likely : Fit.Unproven, null);
        }

        var theirs = CommandLines.WithoutScript(CommandLines.Arguments(line, falco.Name), image.Executable);
        if (!CommandLines.SameArguments(theirs, CommandLines.Arguments(known, image.Executable)))
        {
            return new(Fit.Contradiction, "it has another command line");
        }

        // A thread may bear a name of its own; without arguments the program alone tells two images apart.
        return program || (claim.IsThread && !theirs.IsEmpty) ? new(Fit.Proven, null)
            : programTold ? new(Fit.Contradiction, "it runs another program")
            : new(theirs.IsEmpty ? Fit.Unproven : Fit.Proven, null);
    }
}
