using System.Globalization;

namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads the acting process and its ancestry from <c>proc.*</c>.</summary>
internal static class FalcoProcesses
{
    private const int MaxAncestors = 64;

    // What Falco writes for an unknown uid: -1 as it is, or as an unsigned number.
    private const long UnknownUid = uint.MaxValue;

    /// <summary>The process that acted; null when the alert names none.</summary>
    public static ProcessFact? Acting(FalcoAlert alert)
    {
        var (pid, thread) = (alert.Positive("proc.pid"), alert.Positive("thread.tid"));
        var name = alert.Text("proc.name");
        var line = alert.Text("proc.cmdline");
        var executable = alert.Text("proc.exepath") ?? Absolute(alert.Text("proc.exe"));
        if (pid is null && name is null && line is null && executable is null)
        {
            return null;
        }

        var words = CommandLine.Split(line); // begins with the name
        return new()
        {
            Pid = pid,
            ParentPid = alert.Positive("proc.ppid"),
            Vpid = alert.Positive("proc.vpid"),
            ThreadId = thread,
            Name = name ?? CommandLine.BaseName(executable ?? (words.Count > 0 ? words[0] : null)),
            Executable = executable,
            CommandLine = line,
            Args = words,
            WorkingDirectory = alert.Text("proc.cwd"),
            Start = thread is null || thread == pid ? alert.Moment("proc.pid.ts") : null, // of a thread it is the thread's
            Tty = alert.Number("proc.tty"),
            User = User(alert),
            LoginUid = alert.Number("user.loginuid") is >= 0 and < UnknownUid and var login ? login : null,
            ContainerId = ContainerNames.BareId(alert.Text("container.full_id", "container.id"), out _),
            Environment = Environment(alert.Text("proc.env")),
            EffectiveCapabilities = Words(alert.Text("thread.cap_effective")),
            PermittedCapabilities = Words(alert.Text("thread.cap_permitted")),
        };
    }

    /// <summary>The parent; null when nothing is known of it.</summary>
    public static ProcessFact? Parent(FalcoAlert alert)
    {
        var parent = new ProcessFact
        {
            Pid = alert.Positive("proc.ppid"),
            Vpid = alert.Positive("proc.pvpid"),
            Name = alert.Text("proc.pname", "proc.aname[1]"),
            Executable = alert.Text("proc.pexepath", "proc.aexepath[1]") ?? Absolute(alert.Text("proc.pexe", "proc.aexe[1]")),
            CommandLine = alert.Text("proc.pcmdline", "proc.acmdline[1]"),
            Args = CommandLine.Split(alert.Text("proc.pcmdline", "proc.acmdline[1]")),
            Start = alert.Moment("proc.ppid.ts"),
        };
        return IsKnown(parent) ? parent : null;
    }

    /// <summary>From the grandparent up: index 0 is the process itself, 1 its parent.</summary>
    public static IReadOnlyList<ProcessFact> Ancestors(FalcoAlert alert)
    {
        var last = LastIndex(alert);
        var ancestors = new List<ProcessFact>();
        for (var i = 2; i <= last; i++)
        {
            var line = alert.Text($"proc.acmdline[{i}]");
            var executable = alert.Text($"proc.aexepath[{i}]") ?? Absolute(alert.Text($"proc.aexe[{i}]"));
            var ancestor = new ProcessFact
            {
                Pid = alert.Positive($"proc.apid[{i}]"),
                Name = alert.Text($"proc.aname[{i}]") ?? CommandLine.BaseName(executable),
                Executable = executable,
                CommandLine = line,
                Args = CommandLine.Split(line),
            };
            if (IsKnown(ancestor))
            {
                ancestors.Add(ancestor);
            }
        }

        return ancestors;
    }

    /// <summary>Whether anything was said of it.</summary>
    public static bool IsKnown(ProcessFact process) => process is not { Pid: null, Name: null, Executable: null, CommandLine: null };

    /// <summary>The path; null for one that does not begin at the root.</summary>
    public static string? Absolute(string? path) => path is ['/', ..] ? path : null;

    private static int LastIndex(FalcoAlert alert)
    {
        var last = 0;
        foreach (var name in alert.Fields.Keys)
        {
            var bracket = name.IndexOf('[', StringComparison.Ordinal);
            if (name.StartsWith("proc.a", StringComparison.Ordinal) && bracket > 0 && name[^1] == ']'
                && int.TryParse(name.AsSpan(bracket + 1, name.Length - bracket - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index <= MaxAncestors)
            {
                last = Math.Max(last, index);
            }
        }

        return last;
    }

    private static UserFact? User(FalcoAlert alert)
    {
        var user = new UserFact
        {
            Id = Id(alert, "user.uid"),
            Name = alert.Text("user.name"),
            GroupId = Id(alert, "group.gid"),
            GroupName = alert.Text("group.name"),
        };
        return user is { Id: null, Name: null, GroupId: null, GroupName: null } ? null : user;
    }

    private static string? Id(FalcoAlert alert, string name) =>
        alert.Number(name) is >= 0 and < UnknownUid and var id ? id.ToString(CultureInfo.InvariantCulture) : null;

    private static string[] Words(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    // 'A=1 B=2': a value with a blank in it cannot be told from the next variable unless that one has no '='.
    private static List<string> Environment(string? text)
    {
        var variables = new List<string>();
        foreach (var word in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (variables.Count > 0 && !word.Contains('=', StringComparison.Ordinal))
            {
                variables[^1] = $"{variables[^1]} {word}";
            }
            else
            {
                variables.Add(word);
            }
        }

        return variables;
    }
}
