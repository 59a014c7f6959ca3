using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Reads processes, and the pod and container they run in.</summary>
internal static class TetragonProcesses
{
    // What the kernel keeps as login uid when nobody logged in.
    private const uint NoLogin = uint.MaxValue;

    /// <summary>A process image; null when the event does not have one.</summary>
    public static ProcessFact? Read(Process? process)
    {
        if (process is null || (process.ExecId.Length == 0 && process.Pid is null && process.Binary.Length == 0))
        {
            return null;
        }

        var binary = NullIfEmpty(process.Binary);
        var arguments = Arguments(process);
        var caps = process.Cap ?? process.ProcessCredentials?.Caps;
        return new()
        {
            ExecId = NullIfEmpty(process.ExecId),
            ParentExecId = NullIfEmpty(process.ParentExecId),
            Pid = process.Pid,
            ThreadId = process.Tid is > 0 ? process.Tid : null,
            Vpid = process.Pod?.Container?.Pid,
            Name = CommandLine.BaseName(binary),
            Executable = binary,
            CommandLine = Line(process.Binary, arguments),
            Args = CommandLine.Split(arguments, binary),
            WorkingDirectory = NullIfEmpty(process.Cwd),
            Start = Moment(process.StartTime),
            User = User(process),
            RealUser = Ids(process.ProcessCredentials?.Uid, process.ProcessCredentials?.Gid),
            SavedUser = Ids(process.ProcessCredentials?.Suid, process.ProcessCredentials?.Sgid),
            LoginUid = process.Auid is { } login && login != NoLogin ? login : null,
            ContainerId = ContainerNames.BareId(process.Pod?.Container?.Id, out _) ?? ContainerNames.BareId(process.Docker, out _),
            Flags = NullIfEmpty(process.Flags),
            InInitTree = process.InInitTree,
            EffectiveCapabilities = caps is null ? [] : CapabilityNames.Of(caps.Effective),
            PermittedCapabilities = caps is null ? [] : CapabilityNames.Of(caps.Permitted),
            Environment = Environment(process.EnvironmentVariables),
        };
    }

    /// <summary>Ancestors in their order: from the grandparent up.</summary>
    public static IReadOnlyList<ProcessFact> Read(RepeatedField<Process> ancestors)
    {
        if (ancestors.Count == 0)
        {
            return [];
        }

        var read = new List<ProcessFact>(ancestors.Count);
        foreach (var ancestor in ancestors)
        {
            if (Read(ancestor) is { } known)
            {
                read.Add(known);
            }
        }

        return read;
    }

    /// <summary>The container; null on the host.</summary>
    public static ContainerFact? Container(Process? process)
    {
        if (process?.Pod?.Container is not { } container)
        {
            return ContainerNames.BareId(process?.Docker, out _) is { } docker ? new() { Id = docker } : null;
        }

        var (name, tag, nameDigest) = ContainerNames.SplitImage(container.Image?.Name);
        var (_, _, digest) = ContainerNames.SplitImage(container.Image?.Id);
        return new()
        {
            Id = ContainerNames.BareId(container.Id, out var runtime) ?? ContainerNames.BareId(process.Docker, out _),
            Runtime = runtime,
            Name = NullIfEmpty(container.Name),
            ImageName = name,
            ImageTag = tag,
            ImageHash = digest ?? nameDigest,
            Privileged = container.SecurityContext?.Privileged,
        };
    }

    /// <summary>The pod; null outside of pods.</summary>
    public static PodFact? Pod(Process? process) => process?.Pod is not { } pod || (pod.Name.Length == 0 && pod.Uid.Length == 0)
        ? null
        : new()
        {
            Namespace = NullIfEmpty(pod.Namespace),
            Name = NullIfEmpty(pod.Name),
            Uid = NullIfEmpty(pod.Uid),
            WorkloadKind = NullIfEmpty(pod.WorkloadKind),
            WorkloadName = NullIfEmpty(pod.Workload),
            Labels = new Dictionary<string, string>(pod.PodLabels, StringComparer.Ordinal),
            Annotations = new Dictionary<string, string>(pod.PodAnnotations, StringComparer.Ordinal),
            Container = Container(process),
        };

    /// <summary>The moment; null when it was not said.</summary>
    public static EventTime? Moment(Timestamp? time) => time is null ? null : EventTime.From(time.Seconds, time.Nanos);

    /// <summary>Null for what protobuf cannot tell from 'not said'.</summary>
    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    // For a script the binary is its path, and so is the first argument: the kernel puts it behind the interpreter.
    private static string Arguments(Process process)
    {
        var (binary, arguments) = (process.Binary, process.Arguments);
        return binary.Length > 0 && arguments.StartsWith(binary, StringComparison.Ordinal)
            && (arguments.Length == binary.Length || arguments[binary.Length] == ' ')
            ? arguments[binary.Length..].TrimStart(' ')
            : arguments;
    }

    private static string? Line(string binary, string arguments) =>
        binary.Length == 0 ? NullIfEmpty(arguments) : arguments.Length == 0 ? binary : $"{binary} {arguments}";

    private static UserFact? User(Process process)
    {
        var (uid, gid) = (process.ProcessCredentials?.Euid ?? process.Uid, process.ProcessCredentials?.Egid);
        return uid is null && gid is null && process.User is null ? null : new()
        {
            Id = uid?.ToString(CultureInfo.InvariantCulture),
            Name = NullIfEmpty(process.User?.Name ?? ""),
            GroupId = gid?.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static UserFact? Ids(uint? uid, uint? gid) => uid is null && gid is null ? null : new()
    {
        Id = uid?.ToString(CultureInfo.InvariantCulture),
        GroupId = gid?.ToString(CultureInfo.InvariantCulture),
    };

    private static string[] Environment(RepeatedField<EnvVar> variables)
    {
        if (variables.Count == 0)
        {
            return [];
        }

        var texts = new string[variables.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = $"{variables[i].Key}={variables[i].Value}";
        }

        return texts;
    }
}
