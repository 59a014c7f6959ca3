using Eyrie.Contracts;

namespace Eyrie.Enricher.Processes;

/// <summary>
/// One program that ran in one process, from its exec (or clone) to its end or the next exec. Kept in great numbers: what
/// few have is in <see cref="ImageExtras"/>, and texts that repeat are shared.
/// </summary>
internal sealed class ProcessImage(string execId, long ktime, long pid)
{
    /// <summary>Boot times, estimated as start less ktime, that are further apart are of different boots.</summary>
    private const long SameBootNanoseconds = 10_000_000_000;

    public string ExecId { get; } = execId;

    public long Ktime { get; } = ktime;

    public long Pid { get; } = pid;

    public string? ParentExecId { get; set; }

    /// <summary>Exec, or clone when there was no exec; 0 when nobody said.</summary>
    public EventTime Start { get; set; }

    /// <summary>The process' end; null while it runs, and for an image that another replaced.</summary>
    public EventTime? End { get; set; }

    /// <summary>When the image ended or was replaced; null while it runs. Decides how long it is remembered.</summary>
    public EventTime? Gone { get; set; }

    public string? Executable { get; set; }

    public string? CommandLine { get; set; }

    public string? WorkingDirectory { get; set; }

    public string? Flags { get; set; }

    public string? ContainerId { get; set; }

    public UserFact? User { get; set; }

    public ImageExtras? Extras { get; set; }

    /// <summary>The image before this one that had the same pid.</summary>
    public ProcessImage? Older { get; set; }

    /// <summary>The image after this one that had the same pid.</summary>
    public ProcessImage? Newer { get; set; }

    /// <summary>Another image of the same <see cref="LineKey"/>; the one learned last comes first.</summary>
    public ProcessImage? NextOfLine { get; set; }

    /// <summary>The one before in the same list.</summary>
    public ProcessImage? PreviousOfLine { get; set; }

    /// <summary>What happened to it since the last transaction is not yet in <c>state.v1</c>.</summary>
    public bool Dirty { get; set; }

    /// <summary><c>state.v1</c> has a record of it.</summary>
    public bool Saved { get; set; }

    /// <summary>Something alive or recent descends from it; valid during a sweep only.</summary>
    public bool Reached { get; set; }

    /// <summary>It was there before Tetragon: its times come in steps of 10 ms.</summary>
    public bool FromProcFs => Flags?.Contains("procFS", StringComparison.Ordinal) is true;

    /// <summary>Last part of the executable's path.</summary>
    public ReadOnlySpan<char> Name => Executable.AsSpan()[((Executable?.LastIndexOf('/') ?? -1) + 1)..];

    /// <summary>
    /// Whether this one came after the other. By ktime, which does not jitter as wall clock does; by wall clock only
    /// across a reboot, when ktime began anew.
    /// </summary>
    public bool IsAfter(ProcessImage other)
    {
        var boot = Start.UnixNanoseconds - Ktime;
        var otherBoot = other.Start.UnixNanoseconds - other.Ktime;
        return Math.Abs(boot - otherBoot) < SameBootNanoseconds || Start == default || other.Start == default
            ? Ktime > other.Ktime
            : Start > other.Start;
    }

    /// <summary>The image in the words of an event, the words of its command line among them.</summary>
    public ProcessFact ToFactWithArgs() => ToFact() with
    {
        Args = Executable is { } path && CommandLine?.StartsWith(path, StringComparison.Ordinal) is true
            ? Mapping.CommandLine.Split(CommandLine[path.Length..], path)
            : Mapping.CommandLine.Split(CommandLine),
    };

    /// <summary>The image in the words of an event.</summary>
    public ProcessFact ToFact() => new()
    {
        ExecId = ExecId,
        ParentExecId = ParentExecId,
        Pid = Pid,
        Name = Executable is null ? null : Name.ToString(),
        Executable = Executable,
        CommandLine = CommandLine,
        WorkingDirectory = WorkingDirectory,
        Start = Start == default ? null : Start,
        End = End,
        Flags = Flags,
        ContainerId = ContainerId,
        User = User,
        Vpid = Extras?.Vpid,
        LoginUid = Extras?.LoginUid,
        ExitCode = Extras?.ExitCode,
        ExitSignal = Extras?.ExitSignal,
        Tty = Extras?.Tty,
        InInitTree = Extras?.InInitTree,
        EffectiveCapabilities = Extras?.EffectiveCapabilities ?? [],
        PermittedCapabilities = Extras?.PermittedCapabilities ?? [],
        Hashes = Extras?.Hashes ?? [],
        Environment = Extras?.Environment ?? [],
    };
}

/// <summary>What few images have.</summary>
internal sealed record ImageExtras
{
    public long? Vpid { get; init; }

    public long? LoginUid { get; init; }

    public long? ExitCode { get; init; }

    public string? ExitSignal { get; init; }

    public long? Tty { get; init; }

    public bool? InInitTree { get; init; }

    public IReadOnlyList<string> EffectiveCapabilities { get; init; } = [];

    public IReadOnlyList<string> PermittedCapabilities { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Hashes { get; init; } = [];

    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>What a fact has of it; null when it has none.</summary>
    public static ImageExtras? From(ProcessFact fact)
    {
        var some = fact.Vpid is not null || fact.LoginUid is not null || fact.ExitCode is not null || fact.ExitSignal is not null
            || fact.Tty is > 0 || fact.InInitTree is true || fact.EffectiveCapabilities.Count > 0
            || fact.PermittedCapabilities.Count > 0 || fact.Hashes.Count > 0 || fact.Environment.Count > 0;
        return some
            ? new()
            {
                Vpid = fact.Vpid,
                LoginUid = fact.LoginUid,
                ExitCode = fact.ExitCode,
                ExitSignal = fact.ExitSignal,
                Tty = fact.Tty,
                InInitTree = fact.InInitTree,
                EffectiveCapabilities = KeptText.Cut(fact.EffectiveCapabilities),
                PermittedCapabilities = KeptText.Cut(fact.PermittedCapabilities),
                Hashes = fact.Hashes,
                Environment = KeptText.Cut(fact.Environment),
            }
            : null;
    }
}
