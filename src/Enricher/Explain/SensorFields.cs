using System.Globalization;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Explain;

/// <summary>
/// Which of a sensor's own fields a field of the document is made from. The longest entry that the field's path begins with counts; of its
/// sources those are named that the event has.
/// </summary>
internal static class SensorFields
{
    private static readonly (string Field, string[] Sources)[] Falco =
    [
        ("@timestamp", ["time", "evt.time"]), ("message", ["output"]), ("tags", ["tags"]), ("log.level", ["priority"]),
        ("event.severity", ["priority"]), ("event.provider", ["source"]), ("event.action", ["evt.type", "ka.verb", "ka.target.subresource", "ct.name", "gcp.methodName", "gcp.authorizationInfo", "okta.evt.type", "github.type", "github.action"]),
        ("event.outcome", ["evt.res", "evt.rawres", "ka.response.code", "ka.auth.decision", "ct.error", "okta.result", "gcp.authorizationInfo"]), ("event.reason", ["evt.res", "ct.error", "ka.response.reason", "ka.auth.reason", "okta.reason"]),
        ("event.category", ["evt.type", "fd.type", "ka.verb", "ka.target.resource", "ct.name", "gcp.methodName", "okta.evt.type", "github.type"]), ("event.type", ["evt.type", "evt.arg.flags", "ka.verb", "ka.response.code", "ct.name", "gcp.methodName", "okta.evt.type", "github.action"]),
        ("rule.name", ["rule"]), ("rule.ruleset", ["tags"]), ("rule.id", ["rule"]), ("threat", ["tags"]),
        ("observer.hostname", ["hostname"]), ("host.hostname", ["hostname"]), ("observer.version", ["falco.version"]), ("observer.os", ["falco.kernel_release"]),
        ("process.pid", ["proc.pid"]), ("process.vpid", ["proc.vpid"]), ("process.name", ["proc.name", "proc.exepath", "proc.cmdline"]),
        ("process.executable", ["proc.exepath", "proc.exe"]), ("process.command_line", ["proc.cmdline"]), ("process.args", ["proc.cmdline"]),
        ("process.working_directory", ["proc.cwd"]), ("process.start", ["proc.pid.ts"]), ("process.user.id", ["user.uid"]),
        ("process.user.name", ["user.name"]), ("process.group.id", ["group.gid"]), ("process.group.name", ["group.name"]),
        ("process.thread.id", ["thread.tid"]), ("process.interactive", ["proc.tty"]), ("process.tty", ["proc.tty"]), ("process.env_vars", ["proc.env"]),
        ("process.thread.capabilities.effective", ["thread.cap_effective"]), ("process.thread.capabilities.permitted", ["thread.cap_permitted"]),
        ("process.parent.pid", ["proc.ppid"]), ("process.parent.vpid", ["proc.pvpid"]), ("process.parent.name", ["proc.pname", "proc.aname[1]"]),
        ("process.parent.executable", ["proc.pexepath", "proc.pexe", "proc.aexepath[1]", "proc.aexe[1]"]),
        ("process.parent.command_line", ["proc.pcmdline", "proc.acmdline[1]"]), ("process.parent.args", ["proc.pcmdline", "proc.acmdline[1]"]),
        ("process.parent.start", ["proc.ppid.ts"]), ("process.session_leader", ["proc.sid", "proc.sname", "proc.sid.exepath", "proc.sid.exe", "proc.is_sid_leader"]),
        ("process.group_leader", ["proc.pgid", "proc.pgid.name", "proc.pgid.exepath", "proc.vpgid", "proc.vpgid.name", "proc.vpgid.exepath"]),
        ("eyrie.process", ["proc.name", "proc.pname", "proc.aname[2]", "proc.aname[3]", "proc.apid[2]", "proc.aexepath[2]", "proc.acmdline[2]"]),
        ("file", ["fd.name", "fs.path.name", "fs.path.target", "evt.arg.path", "evt.arg.name", "evt.arg.newpath", "evt.arg.linkpath", "evt.arg.dir", "evt.arg.filename", "evt.arg.pathname"]),
        ("file.inode", ["fd.ino"]), ("file.type", ["fd.type", "evt.type"]), ("file.target_path", ["evt.arg.target", "evt.arg.oldpath"]), ("file.uid", ["evt.arg.uid"]), ("file.gid", ["evt.arg.gid"]),
        ("file.mode", ["evt.arg.mode"]), ("source.port", ["fd.cport", "fd.name"]), ("source.domain", ["ct.srcip"]),
        ("source", ["fd.cip", "fd.name", "ka.sourceips", "ct.srcip", "gcp.callerIP", "okta.client.ip", "al.principal.ip"]),
        ("source.geo.city", ["okta.client.geo.city"]), ("source.geo.region", ["okta.client.geo.state"]), ("source.geo.country", ["okta.client.geo.country"]),
        ("source.geo.postal", ["okta.client.geo.postalcode"]), ("source.as.number", ["okta.security.asnumber"]), ("source.as.organization", ["okta.security.asorg"]),
        ("destination.port", ["fd.sport", "fd.name"]), ("destination.domain", ["fd.sip.name"]), ("destination", ["fd.sip", "fd.name"]),
        ("network.transport", ["fd.l4proto"]), ("network.iana", ["fd.l4proto"]), ("network.direction", ["fd.lip", "evt.type"]), ("network.protocol", ["fd.sport", "fd.name"]),
        ("network", ["fd.sip", "fd.cip", "fd.name"]),
        ("user.id", ["user.uid", "ct.user.principalid", "okta.actor.id"]),
        ("user.name", ["user.name", "ka.user.name", "ct.user", "gcp.user", "okta.actor.alternateid", "github.user"]), ("user.full", ["okta.actor.name"]),
        ("user.email", ["gcp.user", "okta.actor.alternateid", "ka.user.name", "ct.user"]), ("user.effective", ["ka.impuser.name", "evt.arg.uid", "evt.arg.euid"]), ("user.effective.group", ["evt.arg.gid", "evt.arg.egid"]), ("eyrie.process.login", ["user.loginuid"]),
        ("user.target", ["okta.target.user.alternateid", "okta.target.user.id", "okta.target.user.name", "ct.request.username", "github.collaborator.name", "gcp.iam.serviceAccount"]),
        ("user_agent", ["ka.useragent", "ct.useragent", "gcp.userAgent", "okta.useragent.raw"]),
        ("url", ["ka.uri", "okta.requesturi"]), ("http.response", ["ka.response.code"]), ("http.request", ["ct.requestid", "ka.auditid", "okta.transaction.id"]),
        ("cloud", ["source", "ct.name", "gcp.user", "okta.evt.type", "github.type"]), ("cloud.account", ["ct.recipientaccountid", "ct.user.accountid", "okta.org", "github.org", "github.owner"]),
        ("cloud.project", ["gcp.projectId"]), ("cloud.region", ["ct.region", "gcp.location"]), ("cloud.availability", ["ct.request.availabilityzone"]),
        ("cloud.service", ["ct.shortsrc", "ct.src", "gcp.serviceName", "gcp.authorizationInfo"]), ("cloud.instance", ["gcp.compute.instanceId"]),
        ("entity.target.id", ["s3.uri", "gcp.resourceName", "gcp.authorizationInfo", "github.repo.url", "okta.target.group.id"]),
        ("entity.target", ["s3.bucket", "iam.role", "iam.policy", "ecr.repository", "gcp.storage.bucket", "gcp.resourceType", "okta.app", "github.repo.name"]),
        ("orchestrator.api", ["ka.uri"]), ("orchestrator.cluster", ["ka.cluster.name"]), ("user.group.id", ["group.gid"]), ("user.group.name", ["group.name"]),
        ("container.id", ["container.full_id", "container.id"]), ("container.name", ["container.name"]), ("container.runtime", ["container.type"]),
        ("container.image.name", ["container.image.repository", "container.image"]), ("container.image.tag", ["container.image.tag", "container.image"]),
        ("container.image.hash", ["container.image.digest"]), ("container.security_context", ["container.privileged"]),
        ("kubernetes.namespace", ["k8s.ns.name", "k8smeta.ns.name", "ka.target.namespace"]), ("kubernetes.pod.name", ["k8s.pod.name", "k8smeta.pod.name"]),
        ("kubernetes.pod.uid", ["k8s.pod.uid", "k8smeta.pod.uid"]), ("kubernetes.pod.ip", ["k8s.pod.ip", "k8smeta.pod.ip"]),
        ("kubernetes.labels", ["k8s.pod.labels"]), ("kubernetes", ["k8s.pod.name", "k8s.ns.name", "k8smeta.pod.name"]),
        ("orchestrator.namespace", ["k8s.ns.name", "k8smeta.ns.name", "ka.target.namespace"]), ("orchestrator.resource", ["k8s.pod.name", "ka.target.resource", "ka.target.name"]),
    ];

    private static readonly (string Field, string[] Sources)[] Tetragon =
    [
        ("@timestamp", ["time"]), ("message", ["message", "policy_name", "function_name"]), ("tags", ["tags"]), ("rule.name", ["policy_name"]), ("rule.id", ["policy_name"]),
        ("rule.description", ["message"]), ("threat", ["tags"]), ("observer.hostname", ["node_name"]), ("host.hostname", ["node_name"]),
        ("event.action", ["function_name", "event", "symbol", "path", "type"]), ("event.outcome", ["return.int_arg", "return.long_arg", "action"]), ("eyrie.blocked", ["action"]),
        ("process.entity_id", ["process.exec_id"]), ("process.pid", ["process.pid"]), ("process.vpid", ["process.pod.container.pid"]), ("process.name", ["process.binary"]),
        ("process.executable", ["process.binary"]), ("process.command_line", ["process.binary", "process.arguments"]),
        ("process.args", ["process.binary", "process.arguments"]), ("process.working_directory", ["process.cwd"]), ("process.start", ["process.start_time"]),
        ("process.end", ["time"]), ("process.exit_code", ["status", "signal"]), ("process.user", ["process.uid", "process.user"]), ("process.group", ["process.process_credentials"]),
        ("process.real", ["process.process_credentials"]), ("process.saved", ["process.process_credentials"]), ("process.thread.id", ["process.tid"]),
        ("process.thread.capabilities", ["process.cap"]), ("process.env_vars", ["process.environment_variables"]),
        ("process.parent", ["parent"]), ("process.Ext.ancestry", ["parent", "ancestors"]), ("eyrie.process", ["process", "parent", "ancestors"]),
        ("file", ["args", "path"]), ("file.hash", ["ima_hash"]), ("source", ["args", "source_ip", "ip"]), ("source.port", ["args", "source_port", "port"]), ("source.bytes", ["stats"]), ("source.packets", ["stats"]),
        ("destination", ["args", "destination_ip"]), ("destination.port", ["args", "destination_port"]), ("destination.domain", ["destination_names"]),
        ("destination.bytes", ["stats"]), ("destination.packets", ["stats"]), ("network", ["args", "source_ip", "destination_ip", "ip"]), ("network.transport", ["args", "protocol"]),
        ("network.bytes", ["stats"]), ("network.packets", ["stats"]), ("dns", ["args", "dns.names"]), ("user", ["process.uid", "process.user"]), ("user.effective", ["args"]), ("eyrie.process.login", ["process.auid"]),
        ("container.id", ["process.pod.container.id", "process.docker"]), ("container", ["process.pod.container"]),
        ("kubernetes", ["process.pod"]), ("orchestrator.cluster", ["cluster_name"]), ("orchestrator", ["process.pod"]),
    ];

    /// <summary>The sensor's names of what a field is made from; empty when it is from nothing that a sensor says.</summary>
    /// <param name="field">Path in the document.</param>
    /// <param name="falco">Whether the event is Falco's, else Tetragon's.</param>
    /// <param name="has">Whether the event has one of its fields.</param>
    public static IReadOnlyList<string> Of(string field, bool falco, Func<string, bool> has)
    {
        if (Own(field) is { } own)
        {
            return [own];
        }

        if (falco && OfAncestor(field) is { } told)
        {
            return [.. told.Where(has)];
        }

        var (length, sources) = (0, Array.Empty<string>());
        foreach (var (name, from) in falco ? Falco : Tetragon)
        {
            if (name.Length > length && IsWithin(field, name))
            {
                (length, sources) = (name.Length, from);
            }
        }

        string[] named = [.. sources.Where(source => (falco ? IsOutside(source) : !IsOptional(source)) || has(source))];
        return named is ["args", _, ..] ? named[1..] : named; // what is not among the arguments is a field of the event's own
    }

    // What a sensor says beside its fields: every event has it.
    private static bool IsOutside(string source) => source is "time" or "output" or "tags" or "priority" or "source" or "rule" or "hostname";

    // What only some of Tetragon's events say, all of it among the fields; what they say of processes and pods is not.
    private static bool IsOptional(string source) =>
        source is "function_name" or "event" or "symbol" or "path" or "return.int_arg" or "return.long_arg" or "action" or "message" or "policy_name" or "tags" or "type" or "signal" or "ima_hash"
            or "source_ip" or "source_port" or "destination_ip" or "destination_port" or "destination_names" or "ip" or "port" or "protocol" or "dns.names";

    private static string? Own(string field) => field.StartsWith("falco.output_fields.", StringComparison.Ordinal) ? field["falco.output_fields.".Length..]
        : field.StartsWith("tetragon.", StringComparison.Ordinal) ? field["tetragon.".Length..]
        : FigureSection.KeyOf(field);

    // eyrie.process.ancestors[0] is the parent, which is Falco's [1].
    private static string[]? OfAncestor(string field)
    {
        const string Listed = "eyrie.process.ancestors[";
        var end = field.IndexOf("].", StringComparison.Ordinal);
        if (!field.StartsWith(Listed, StringComparison.Ordinal) || end < 0
            || !int.TryParse(field.AsSpan(Listed.Length, end - Listed.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        var isParent = index == 0;
        var level = (index + 1).ToString(CultureInfo.InvariantCulture);
        return field[(end + 2)..] switch
        {
            "pid" => [isParent ? "proc.ppid" : "", $"proc.apid[{level}]"],
            "name" => [isParent ? "proc.pname" : "", $"proc.aname[{level}]"],
            "executable" => [isParent ? "proc.pexepath" : "", isParent ? "proc.pexe" : "", $"proc.aexepath[{level}]", $"proc.aexe[{level}]"],
            "command_line" => [isParent ? "proc.pcmdline" : "", $"proc.acmdline[{level}]"],
            "start" => [isParent ? "proc.ppid.ts" : ""],
            _ => null,
        };
    }

    private static bool IsWithin(string field, string name) =>
        field.StartsWith(name, StringComparison.Ordinal) && (field.Length == name.Length || field[name.Length] is '.' or '[' or '_');
}
