using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Processes;

/// <summary>Decides what is kept of what an event says of an image: shared, cut, without secrets.</summary>
internal sealed class ImageNotes(SharedTexts texts, Redaction? secrets)
{
    // Whole ids have 64.
    private const int LongestContainerId = 128;

    /// <summary>Whether a fact has nothing to add; the usual case.</summary>
    public static bool Knows(ProcessImage image, ProcessFact fact) =>
        image.Executable is not null && image.Parent.IsSaid && image.Start != default && BetterContainer(image, fact) is null;

    /// <summary>The command line as it is kept.</summary>
    public string? Line(ProcessFact fact) => fact.CommandLine is not { } line ? null
        : KeptText.Cut(secrets is null ? line : secrets.Redact(line));

    /// <summary>Takes in what was not known.</summary>
    /// <param name="image">The image.</param>
    /// <param name="fact">What an event says of it.</param>
    /// <param name="parent">Its parent, as the event says.</param>
    /// <returns>Whether it was worth telling.</returns>
    public bool Complete(ProcessImage image, ProcessFact fact, ImageId parent)
    {
        var news = CompleteProgram(image, fact);
        if (!image.Parent.IsSaid && parent.IsSaid)
        {
            (image.Parent, news) = (parent, true);
        }

        if (image.Start == default && fact.Start is { } start && start != default)
        {
            (image.Start, news) = (start, true);
        }

        if (BetterContainer(image, fact) is { } container)
        {
            (image.ContainerId, news) = (texts.Share(container), true);
        }

        CompleteDetails(image, fact);
        return news;
    }

    /// <summary>Takes in how it ended.</summary>
    public void Exit(ProcessImage image, ProcessFact fact)
    {
        image.ExitCode = fact.ExitCode ?? image.ExitCode;
        if (fact.ExitSignal is not null)
        {
            Put(image, (image.Extras ?? new()) with { ExitSignal = texts.Share(KeptText.Cut(fact.ExitSignal)) });
        }
    }

    /// <summary>Takes secrets out that are remembered from when they were not looked for.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Cleanse(ProcessImage image)
    {
        if (secrets is null)
        {
            return false;
        }

        var (line, environment) = (image.CommandLine, image.Extras?.Environment ?? []);
        var (cleanLine, cleanEnvironment) = (line is null ? null : secrets.Redact(line), environment.Count == 0 ? environment : secrets.Redact(environment));
        if (ReferenceEquals(line, cleanLine) && ReferenceEquals(environment, cleanEnvironment))
        {
            return false;
        }

        image.Runs(image.Executable, cleanLine);
        Put(image, (image.Extras ?? new()) with { Environment = cleanEnvironment });
        return true;
    }

    private bool CompleteProgram(ProcessImage image, ProcessFact fact)
    {
        var program = image.Executable is null && fact.Executable is not null;
        var line = image.LineKey is null && fact.CommandLine is not null;
        if (program || line)
        {
            image.Runs(
                image.Executable ?? texts.Share(KeptText.Cut(fact.Executable)), line ? Line(fact) : image.CommandLine);
        }

        return program || line;
    }

    private void CompleteDetails(ProcessImage image, ProcessFact fact)
    {
        image.WorkingDirectory ??= texts.Share(KeptText.Cut(fact.WorkingDirectory));
        image.Flags ??= texts.Share(KeptText.Cut(fact.Flags));
        image.User ??= texts.Share(fact.User?.Name?.Length > KeptText.Longest ? null : fact.User);
        image.Vpid ??= fact.Vpid;
        image.LoginUid ??= fact.LoginUid;
        image.InInitTree ??= fact.InInitTree;
        if (fact.Tty is > 0 || fact.EffectiveCapabilities.Count > 0 || fact.PermittedCapabilities.Count > 0
            || fact.Hashes.Count > 0 || fact.Environment.Count > 0)
        {
            CompleteExtras(image, fact, image.Extras ?? new());
        }
    }

    private void CompleteExtras(ProcessImage image, ProcessFact fact, ImageExtras known) => Put(image, known with
    {
        Tty = known.Tty ?? fact.Tty,
        EffectiveCapabilities = known.EffectiveCapabilities.Count > 0 ? known.EffectiveCapabilities : Cut(fact.EffectiveCapabilities),
        PermittedCapabilities = known.PermittedCapabilities.Count > 0 ? known.PermittedCapabilities : Cut(fact.PermittedCapabilities),
        Hashes = known.Hashes.Count > 0 ? known.Hashes : fact.Hashes,
        Environment = known.Environment.Count > 0 || fact.Environment.Count == 0 ? known.Environment
            : KeptText.Cut(secrets?.Redact(fact.Environment) ?? fact.Environment),
    });

    private void Put(ProcessImage image, ImageExtras extras) => image.Extras = texts.Share(extras);

    private IReadOnlyList<string> Cut(IReadOnlyList<string> names) => texts.Share(KeptText.Cut(names));

    // Agents tell 15, 24 or 31 characters first, and the pod's whole id once they know the pod.
    private static string? BetterContainer(ProcessImage image, ProcessFact fact)
    {
        var (known, told) = (image.ContainerId, KeptText.Cut(fact.ContainerId, LongestContainerId));
        return told is not null && (known is null || (told.Length > known.Length && told.StartsWith(known, StringComparison.Ordinal)))
            ? told
            : null;
    }
}
