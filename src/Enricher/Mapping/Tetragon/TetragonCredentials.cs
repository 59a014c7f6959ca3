using System.Globalization;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Reads whose rights a process takes: <c>setuid</c> and its kin, new credentials.</summary>
internal static class TetragonCredentials
{
    // The kernel's -1: it stays as it is.
    private const long Unchanged = uint.MaxValue;

    /// <summary>The user and the group; null when the hook is about something else, or when they are what the process has.</summary>
    public static UserFact? Taken(string action, in TetragonPolicyEvent said) => action switch
    {
        "setuid" => User(said, 0),
        "setreuid" or "setresuid" => User(said, 1),
        "setgid" => Group(said, 0),
        "setregid" or "setresgid" => Group(said, 1),
        "commit_creds" or "security_task_fix_setuid" or "task_fix_setuid" => New(said),
        _ => null,
    };

    private static UserFact? User(in TetragonPolicyEvent said, int index) =>
        Number(said, index) is { } id && id != said.Process?.Uid ? new() { Id = Text(id) } : null;

    private static UserFact? Group(in TetragonPolicyEvent said, int index) =>
        Number(said, index) is { } id ? new() { GroupId = Text(id) } : null;

    // Of two credentials the first are the new ones.
    private static UserFact? New(in TetragonPolicyEvent said)
    {
        foreach (var argument in said.Arguments)
        {
            if (argument.ProcessCredentialsArg is { Euid: { } id } credentials)
            {
                return id == said.Process?.Uid ? null : new() { Id = Text(id), GroupId = credentials.Egid is { } group ? Text(group) : null };
            }
        }

        return null;
    }

    private static long? Number(in TetragonPolicyEvent said, int index)
    {
        if (index >= said.Arguments.Count)
        {
            return null;
        }

        var number = said.Arguments[index] switch
        {
            { HasIntArg: true } argument => argument.IntArg,
            { HasUintArg: true } argument => argument.UintArg,
            { HasLongArg: true } argument => argument.LongArg,
            { HasSizeArg: true } argument => argument.SizeArg < Unchanged ? (long)argument.SizeArg : Unchanged,
            _ => Unchanged,
        };
        return number is >= 0 and < Unchanged ? number : null;
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
