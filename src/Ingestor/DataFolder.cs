namespace Eyrie.Ingestor;

/// <summary>
/// Where the Ingestor keeps what must survive it. When not configured: <c>/var/lib/eyrie</c> for root, else <c>eyrie</c> in
/// <c>$XDG_STATE_HOME</c> or <c>~/.local/state</c>.
/// </summary>
internal static class DataFolder
{
    public static string Of(IngestorOptions options) => options.DataFolder is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Default(Environment.IsPrivilegedProcess, Environment.GetEnvironmentVariable("XDG_STATE_HOME"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    internal static string Default(bool privileged, string? stateHome, string home)
    {
        if (privileged)
        {
            return "/var/lib/eyrie";
        }

        return Path.Combine(stateHome is ['/', ..] ? stateHome : Path.Combine(home.Length > 0 ? home : "/tmp", ".local", "state"), "eyrie");
    }
}
