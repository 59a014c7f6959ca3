using Eyrie.Contracts;
using Eyrie.Simulation.Hosts;

namespace Eyrie.Simulation.Falco;

/// <summary>
/// What Falco knows of a process, under the names that <c>append_output</c> asks for: itself, parent, ancestors, user,
/// container. Falco goes by pids, so an exec in the same pid shows no previous image.
/// </summary>
internal static class ProcessFields
{
    private const int Generations = 7;

    public static AlertFields Of(SimulatedProcess process, EventTime time, string node)
    {
        var fields = new AlertFields();
        var command = process.Image.Command;
        fields["evt.hostname"] = node;
        fields["evt.rawtime"] = time.UnixNanoseconds;
        fields["evt.res"] = "SUCCESS";
        fields["proc.pid"] = process.Pid;
        fields["proc.vpid"] = process.Vpid;
        fields["proc.pid.ts"] = process.Cloned.UnixNanoseconds;
        fields["proc.name"] = command.ShortName;
        fields["proc.exe"] = command.Binary;
        fields["proc.exepath"] = command.Mapped ?? command.Binary;
        fields["proc.cmdline"] = command.FalcoLine;
        fields["proc.cwd"] = command.WorkingDirectory is { } directory && !directory.EndsWith('/') ? directory + "/" : "/";
        fields["proc.tty"] = command.Terminal;
        fields["proc.is_exe_upper_layer"] = command.Dropped;
        fields["thread.tid"] = process.Pid;
        fields["thread.vtid"] = process.Vpid;
        AddParent(fields, process.Parent);
        AddAncestors(fields, process.Parent?.Parent);
        AddUser(fields, command.Uid ?? 0);
        AddContainer(fields, process.Container);
        return fields;
    }

    private static void AddParent(AlertFields fields, SimulatedProcess? parent)
    {
        fields["proc.ppid"] = parent?.Pid;
        fields["proc.ppid.ts"] = parent?.Cloned.UnixNanoseconds;
        fields["proc.pname"] = parent?.Image.Command.ShortName;
        fields["proc.pexe"] = parent?.Image.Command.Binary;
        fields["proc.pexepath"] = parent?.Image.Command.Mapped ?? parent?.Image.Command.Binary;
        fields["proc.pcmdline"] = parent?.Image.Command.FalcoLine;
    }

    private static void AddAncestors(AlertFields fields, SimulatedProcess? ancestor)
    {
        for (var generation = 2; generation <= Generations; generation++, ancestor = ancestor?.Parent)
        {
            fields[$"proc.aname[{generation}]"] = ancestor?.Image.Command.ShortName;
            fields[$"proc.apid[{generation}]"] = ancestor?.Pid;
            fields[$"proc.aexepath[{generation}]"] = ancestor?.Image.Command.Mapped ?? ancestor?.Image.Command.Binary;
        }
    }

    private static void AddUser(AlertFields fields, uint uid)
    {
        fields["user.uid"] = uid;
        fields["user.name"] = uid switch
        {
            0 => "root",
            33 => "www-data",
            1000 => "app",
            65534 => "nobody",
            _ => null,
        };
        fields["user.loginuid"] = -1;
        fields["group.gid"] = uid;
    }

    private static void AddContainer(AlertFields fields, SimulatedContainer? container)
    {
        fields["container.id"] = container?.ShortId ?? "host";
        fields["container.full_id"] = container?.Id;
        fields["container.name"] = container?.Plan.Container ?? "host";
        fields["container.image.repository"] = container?.Plan.Repository ?? "";
        fields["container.image.tag"] = container?.Plan.Tag ?? "";
        fields["k8s.pod.name"] = container?.Plan.Name;
        fields["k8s.pod.uid"] = container?.PodUid;
        fields["k8s.ns.name"] = container?.Plan.Namespace;
    }
}
