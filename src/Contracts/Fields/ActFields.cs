using static Eyrie.Contracts.Fields.DocumentField;

namespace Eyrie.Contracts.Fields;

/// <summary>What was acted on and by whom: <c>file</c>, <c>source</c>, <c>destination</c>, <c>network</c>, <c>dns</c>, <c>user</c>, <c>related</c>.</summary>
internal static class ActFields
{
    public static IReadOnlyList<DocumentField> All { get; } =
    [
        Keyword("file.path", "The file that was touched.", "/etc/passwd").AndText(),
        Keyword("file.name", "Its name.", "passwd"),
        Keyword("file.directory", "Where it is.", "/etc"),
        Keyword("file.extension", "What follows the last dot of its name.", "conf"),
        Keyword("file.inode", "Its inode.", "42"),
        Keyword("file.mode", "Its permissions, octal.", "0644"),
        Keyword("file.type", "What it is.", "file"),
        Keyword("file.target_path", "What a link leads to.", "/etc/shadow").AndText(),
        Keyword("file.uid", "Its new owner.", "1000"),
        Keyword("file.gid", "Its new owning group.", "1000"),
        Keyword("file.hash.md5", "Digest of it.", "d41d8cd98f00b204e9800998ecf8427e"),
        Keyword("file.hash.sha1", "Digest of it.", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        Keyword("file.hash.sha256", "Digest of it.", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        Keyword("file.hash.sha384", "Digest of it.", "38b060a751ac96384cd9327eb1b1e36a21fdb71114be0743"),
        Keyword("file.hash.sha512", "Digest of it.", "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc"),

        .. End("source", "came from"),
        .. End("destination", "went to"),
        Keyword("source.domain", "Name of who connects, where it has no address.", "autoscaling.amazonaws.com"),
        Keyword("source.geo.city_name", "Where the address is, as the event says.", "Vienna"),
        Keyword("source.geo.region_name", "Where the address is, as the event says.", "Vienna"),
        Keyword("source.geo.country_name", "Where the address is, as the event says.", "Austria"),
        Keyword("source.geo.postal_code", "Where the address is, as the event says.", "1010"),
        Whole("source.as.number", "Number of the network that the address is in.", "64500"),
        Keyword("source.as.organization.name", "Who runs that network.", "Example Networks").AndText(),
        Keyword("destination.domain", "Name that the connection asked for.", "evil.example.com"),
        Keyword("network.transport", "Transport.", "tcp"),
        Keyword("network.type", "Family of the addresses.", "ipv4").Of("ipv4", "ipv6"),
        Keyword("network.direction", "Seen from the host.", "egress").Of("ingress", "egress"),

        Keyword("network.community_id", "Hash of the connection's ends, by which Zeek, Suricata and Elastic's agents name it, too.", "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
        Keyword("network.iana_number", "The transport's number.", "6"),
        Keyword("network.protocol", "What is spoken: dns where a name was looked up or the port is 53.", "dns").Of("dns"),
        Whole("network.bytes", "Bytes both ways.", "15299"),
        Whole("network.packets", "Packets both ways.", "23"),
        Keyword("dns.question.name", "Name that was looked up.", "evil.example.com"),
        Keyword("dns.question.type", "Type of the record asked for.", "A"),
        Keyword("dns.response_code", "The answer's code.", "0"),
        Address("dns.resolved_ip", "Addresses in the answer.", "203.0.113.7").List(),

        .. User("user", "who acted"),
        .. User("user.effective", "who they acted as"),
        .. User("user.target", "whom it was done to"),
        Keyword("user_agent.original", "Program that made an API call.", "kubectl/v1.34.0").AndText(),

        Address("related.ip", "Every address in the document.", "203.0.113.7").List(),
        Keyword("related.user", "Every user.", "root").List(),
        Keyword("related.hosts", "Every host and domain.", "worker-1").List(),
        Keyword("related.hash", "Every digest.", "sha256:8e86f744").List(),
    ];

    private static DocumentField[] End(string of, string where) =>
    [
        Keyword($"{of}.address", $"Where the connection {where}: a name, else an address.", "203.0.113.7"),
        Address($"{of}.ip", $"Address that the connection {where}.", "203.0.113.7"),
        Whole($"{of}.port", $"Port that the connection {where}.", "443"),
        Whole($"{of}.bytes", $"Bytes that {of} sent.", "78"),
        Whole($"{of}.packets", $"Packets that {of} sent.", "9"),
    ];

    private static DocumentField[] User(string of, string who) =>
    [
        Keyword($"{of}.id", $"Id of {who}.", "0"),
        Keyword($"{of}.name", $"Name of {who}.", "root").AndText(),
        Keyword($"{of}.full_name", $"Full name of {who}.", "Mary Major").AndText(),
        Keyword($"{of}.email", $"Mail address of {who}.", "mary@example.com"),
        Keyword($"{of}.group.id", $"Group of {who}.", "0"),
        Keyword($"{of}.group.name", $"Name of that group.", "root"),
    ];
}
