namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads whose rights a process takes with a system call.</summary>
internal static class FalcoCredentials
{
    /// <summary>The user, the group; null when the alert is about something else, or about nothing that changes.</summary>
    public static UserFact? Taken(FalcoAlert alert) => alert.Text("evt.type") switch
    {
        "setuid" => User(alert.Text("evt.arg.uid")),
        "setreuid" or "setresuid" => User(alert.Text("evt.arg.euid")),
        "setgid" => Group(alert.Text("evt.arg.gid")),
        "setregid" or "setresgid" => Group(alert.Text("evt.arg.egid")),
        _ => null,
    };

    // Falco prints the name where the host has one, else the number.
    private static UserFact? User(string? text) => !IsSomebody(text) ? null
        : char.IsAsciiDigit(text![0]) ? new() { Id = text }
        : new() { Name = text };

    private static UserFact? Group(string? text) => !IsSomebody(text) ? null
        : char.IsAsciiDigit(text![0]) ? new() { GroupId = text }
        : new() { GroupName = text };

    // -1 leaves it as it is.
    private static bool IsSomebody(string? text) => text is not (null or "" or "-1" or "4294967295" or "<NONE>");
}
