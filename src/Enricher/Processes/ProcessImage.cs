using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Processes;

/// <summary>
/// One program that ran in one process, from its exec (or clone) to its end or the next exec. Kept in great numbers: ids
/// are numbers, arguments UTF-8, texts that repeat are shared, and what few have is in <see cref="ImageExtras"/>.
/// </summary>
internal sealed class ProcessImage
{
    /// <summary>Boot times, estimated as start less ktime, that are further apart are of different boots.</summary>
    private const ulong SameBootNanoseconds = 10_000_000_000;

    private static readonly byte[] NoArguments = [];

    private readonly string _idText;
    private readonly long _ktime;
    private readonly int _idPid;
    private readonly int _pid;
    private string? _parentText;
    private long _parentKtime;
    private int _parentPid;
    private int _vpid;
    private uint _loginUid = uint.MaxValue;
    private uint _exitCode;
    private uint _lineKey;
    private Marks _marks;
    private long _end;
    private long _gone;
    private byte[]? _line;

    /// <summary>Makes one of which no more is known.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="ktime">Its place among the images of its node.</param>
    /// <param name="pid">Its pid.</param>
    public ProcessImage(ImageId id, long ktime, int pid)
    {
        (_idText, _ktime, _idPid, _pid) = (id.Text!, id.Ktime, id.Pid, pid);
        Extras = ktime == id.Ktime ? null : new() { Order = ktime };
    }

    [Flags]
    private enum Marks : ushort
    {
        None = 0,
        Dirty = 1,
        Saved = 2,
        Round = 4,
        WholeLine = 8, // _line is all of the command line, not what follows the executable
        InInitTree = 16,
        NotInInitTree = 32,
        ExitCodeTold = 64,
        LeftOut = 128,
    }

    public ImageId Id => new(_idText, _ktime, _idPid);

    public string ExecId => Id.ToString();

    /// <summary>Orders the images of a node: the kernel's clock, except where <see cref="ImageExtras.Order"/> knows better.</summary>
    public long Ktime => Extras?.Order ?? _ktime;

    public long Pid => _pid;

    public ImageId Parent
    {
        get => new(_parentText, _parentKtime, _parentPid);
        set => (_parentText, _parentKtime, _parentPid) = (value.Text, value.Ktime, value.Pid);
    }

    public string? ParentExecId => _parentText is null ? null : Parent.ToString();

    /// <summary>Exec, or clone when there was no exec; 0 when nobody said.</summary>
    public EventTime Start { get; set; }

    /// <summary>The process' end; null while it runs, and for an image that another replaced.</summary>
    public EventTime? End
    {
        get => _end == 0 ? null : new(_end);
        set => _end = value?.UnixNanoseconds ?? 0;
    }

    /// <summary>When the image ended or was replaced; null while it runs. Decides how long it is remembered.</summary>
    public EventTime? Gone
    {
        get => _gone == 0 ? null : new(_gone);
        set => _gone = value?.UnixNanoseconds ?? 0;
    }

    public string? Executable { get; private set; }

    /// <summary>The executable and its arguments, without secrets. Made anew each time.</summary>
    public string? CommandLine => _line is null ? null
        : Has(Marks.WholeLine) ? Encoding.UTF8.GetString(_line)
        : _line.Length == 0 ? Executable
        : string.Concat(Executable, Encoding.UTF8.GetString(_line));

    /// <summary><see cref="Processes.LineKey"/> of its arguments; null when the command line is not known.</summary>
    public uint? LineKey => _line is null ? null : _lineKey;

    public string? WorkingDirectory { get; set; }

    public string? Flags { get; set; }

    public string? ContainerId { get; set; }

    public UserFact? User { get; set; }

    public long? Vpid
    {
        get => _vpid == 0 ? null : _vpid;
        set => _vpid = value is > 0 and <= int.MaxValue ? (int)value : 0;
    }

    public long? LoginUid
    {
        get => _loginUid == uint.MaxValue ? null : _loginUid;
        set => _loginUid = value is >= 0 and < uint.MaxValue ? (uint)value : uint.MaxValue;
    }

    public long? ExitCode
    {
        get => Has(Marks.ExitCodeTold) ? _exitCode : null;
        set
        {
            Put(Marks.ExitCodeTold, value is >= 0 and <= uint.MaxValue);
            _exitCode = Has(Marks.ExitCodeTold) ? (uint)value! : 0;
        }
    }

    public bool? InInitTree
    {
        get => Has(Marks.InInitTree) ? true : Has(Marks.NotInInitTree) ? false : null;
        set
        {
            Put(Marks.InInitTree, value is true);
            Put(Marks.NotInInitTree, value is false);
        }
    }

    public ImageExtras? Extras { get; set; }

    /// <summary>The image before this one that had the same pid.</summary>
    public ProcessImage? Older { get; set; }

    /// <summary>The image after this one that had the same pid.</summary>
    public ProcessImage? Newer { get; set; }

    /// <summary>How many images of the process are known to come before it, at most 255.</summary>
    public byte Execs { get; set; }

    /// <summary>Another image of the same <see cref="LineKey"/>; the one learned last comes first.</summary>
    public ProcessImage? NextOfLine { get; set; }

    /// <summary>The one before in the same list.</summary>
    public ProcessImage? PreviousOfLine { get; set; }

    /// <summary>What happened to it since the last transaction is not yet in <c>state.v1</c>.</summary>
    public bool Dirty
    {
        get => Has(Marks.Dirty);
        set => Put(Marks.Dirty, value);
    }

    /// <summary><c>state.v1</c> has a record of it.</summary>
    public bool Saved
    {
        get => Has(Marks.Saved);
        set => Put(Marks.Saved, value);
    }

    /// <summary>The round of the sweep that saw it last as worth keeping: odd or even.</summary>
    public bool Round
    {
        get => Has(Marks.Round);
        set => Put(Marks.Round, value);
    }

    /// <summary>Its pid had too many images since: <see cref="Older"/> does not lead to it.</summary>
    public bool LeftOut
    {
        get => Has(Marks.LeftOut);
        set => Put(Marks.LeftOut, value);
    }

    /// <summary>It was there before Tetragon: its times come in steps of 10 ms.</summary>
    public bool FromProcFs => Flags?.Contains("procFS", StringComparison.Ordinal) is true;

    /// <summary>Last part of the executable's path.</summary>
    public ReadOnlySpan<char> Name => Executable.AsSpan()[((Executable?.LastIndexOf('/') ?? -1) + 1)..];

    /// <summary>Takes in what runs. Of the command line only that is kept which the executable does not say already.</summary>
    public void Runs(string? executable, string? commandLine)
    {
        Executable = executable;
        var follows = executable is not null && commandLine?.StartsWith(executable, StringComparison.Ordinal) is true;
        var rest = follows ? commandLine.AsSpan(executable!.Length) : commandLine;
        Put(Marks.WholeLine, commandLine is not null && !follows);
        _line = commandLine is null ? null : rest.IsEmpty ? NoArguments : new byte[Encoding.UTF8.GetByteCount(rest)];
        Encoding.UTF8.GetBytes(rest, _line);
        _lineKey = commandLine is null ? 0 : Processes.LineKey.Of(CommandLines.Arguments(commandLine, executable));
    }

    /// <summary>
    /// Whether this one came after the other. By ktime, which does not jitter as wall clock does; by wall clock only
    /// across a reboot, when ktime began anew.
    /// </summary>
    public bool IsAfter(ProcessImage other)
    {
        var boot = Start.UnixNanoseconds - Ktime;
        var otherBoot = other.Start.UnixNanoseconds - other.Ktime;
        return (ulong)(boot - otherBoot) + SameBootNanoseconds < 2 * SameBootNanoseconds || Start == default || other.Start == default
            ? Ktime > other.Ktime
            : Start > other.Start;
    }

    /// <summary>The image in the words of an event, the words of its command line among them.</summary>
    public ProcessFact ToFactWithArgs() => ImageFact.WithArgs(this);

    /// <summary>The image in the words of an event.</summary>
    public ProcessFact ToFact() => ImageFact.Of(this);

    private bool Has(Marks mark) => (_marks & mark) != 0;

    private void Put(Marks mark, bool on) => _marks = on ? _marks | mark : _marks & ~mark;
}
