using static Eyrie.Contracts.Fields.DocumentField;

namespace Eyrie.Contracts.Fields;

/// <summary>The acting process, its parent and its leaders: <c>process</c>.</summary>
internal static class ProcessFields
{
    private const string Id = "d29ya2VyLTE6Mjc1NDAxMzYxNjI5MTgwOjQwMDE5";

    public static IReadOnlyList<DocumentField> All { get; } =
    [
        .. Image("process", "the process"),
        .. Details,
        .. Image("process.parent", "the parent"),
        .. Leader("process.group_leader", "the process group's leader"),
        .. Leader("process.session_leader", "the session's leader"),
        .. Leader("process.entry_leader", "the process by which somebody came in"),
        Keyword("process.entry_leader.args", "Its words, argv[0] first; Kibana's Session View begins with it.", "-i").List(),
        Keyword("process.entry_leader.working_directory", "Where it works.", "/root").AndText(),
        Boolean("process.entry_leader.interactive", "It has a terminal."),
        Whole("process.entry_leader.tty.char_device.major", "Its terminal's major number.", "136"),
        Whole("process.entry_leader.tty.char_device.minor", "Its terminal's minor number.", "1"),
        Keyword("process.entry_leader.entry_meta.type", "How they came in.", "container").Of("container", "sshd", "ssm", "console", "init"),
        Keyword("process.Ext.ancestry", "Entity ids of the ancestors, parent first; where Elastic's process analyzer looks for them.", Id).List(),
    ];

    private static DocumentField[] Details =>
    [
        Boolean("process.interactive", "It has a terminal."),
        Whole("process.tty.char_device.major", "Its terminal's major number.", "136"),
        Whole("process.tty.char_device.minor", "Its terminal's minor number.", "1"),
        Keyword("process.hash.md5", "Digest of its executable.", "d41d8cd98f00b204e9800998ecf8427e"),
        Keyword("process.hash.sha1", "Digest of its executable.", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        Keyword("process.hash.sha256", "Digest of its executable.", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        Keyword("process.hash.sha384", "Digest of its executable.", "38b060a751ac96384cd9327eb1b1e36a21fdb71114be0743"),
        Keyword("process.hash.sha512", "Digest of its executable.", "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc"),
        Keyword("process.env_vars", "Its environment, secrets blanked.", "PATH=/usr/bin").List(),
        Objects("process.previous", "What the same process ran before, latest first."),
        Keyword("process.previous.executable", "The executable.", "/bin/sh").AndText(),
        Keyword("process.previous.args", "Its arguments.", "-c").List(),
        Whole("process.previous.args_count", "How many.", "2"),
    ];

    // A line here is a field of the process and of its parent.
    private static DocumentField[] Image(string of, string whose) =>
    [
        Keyword($"{of}.entity_id", $"Id of {whose}: Tetragon's exec_id. Joins alerts with activity.", Id),
        Whole($"{of}.pid", $"Pid of {whose} on the node.", "40019"),
        Whole($"{of}.vpid", $"Pid of {whose} in its container.", "12"),
        Keyword($"{of}.name", $"Name of {whose}.", "sh").AndText(),
        Keyword($"{of}.executable", $"Path of what {whose} runs.", "/bin/sh").AndText(),
        Wildcard($"{of}.command_line", $"Command line of {whose}, secrets blanked.", "/bin/sh -c id").AndText(),
        Keyword($"{of}.args", $"Its words, argv[0] first; of {whose}.", "-c").List(),
        Whole($"{of}.args_count", $"How many words; of {whose}.", "3"),
        Keyword($"{of}.working_directory", $"Where {whose} works.", "/root").AndText(),
        Time($"{of}.start", $"When {whose} began."),
        Time($"{of}.end", $"When {whose} ended."),
        Whole($"{of}.exit_code", $"Exit code of {whose}.", "0"),
        .. User(of, whose),
        Keyword($"{of}.real_user.id", $"User id that {whose} has without set-uid.", "1000"),
        Keyword($"{of}.real_group.id", $"Group id that {whose} has without set-gid.", "1000"),
        Keyword($"{of}.saved_user.id", $"User id that {whose} can go back to.", "0"),
        Keyword($"{of}.saved_group.id", $"Group id that {whose} can go back to.", "0"),
        Whole($"{of}.thread.id", $"The thread of {whose} that acted.", "40020"),
        Keyword($"{of}.thread.capabilities.effective", $"Capabilities that {whose} uses.", "CAP_NET_RAW").List(),
        Keyword($"{of}.thread.capabilities.permitted", $"Capabilities that {whose} may use.", "CAP_NET_RAW").List(),
    ];

    // A line here is a field of every leader.
    private static DocumentField[] Leader(string of, string whose) =>
    [
        Keyword($"{of}.entity_id", $"Id of {whose}.", Id),
        Whole($"{of}.pid", $"Pid of {whose} on the node.", "40012"),
        Whole($"{of}.vpid", $"Pid of {whose} in its container.", "1"),
        Boolean($"{of}.same_as_process", $"The acting process is {whose}."),
        Keyword($"{of}.name", $"Name of {whose}.", "bash").AndText(),
        Keyword($"{of}.executable", $"Path of what {whose} runs.", "/bin/bash").AndText(),
        Wildcard($"{of}.command_line", $"Command line of {whose}, secrets blanked.", "/bin/bash -i").AndText(),
        Time($"{of}.start", $"When {whose} began."),
        .. User(of, whose),
    ];

    private static DocumentField[] User(string of, string whose) =>
    [
        Keyword($"{of}.user.id", $"User id of {whose}.", "0"),
        Keyword($"{of}.user.name", $"User name of {whose}.", "root").AndText(),
        Keyword($"{of}.group.id", $"Group id of {whose}.", "0"),
        Keyword($"{of}.group.name", $"Group name of {whose}.", "root"),
    ];
}
