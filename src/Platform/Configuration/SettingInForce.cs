namespace Eyrie.Platform.Configuration;

/// <summary>A setting as it holds, and who says so.</summary>
/// <param name="Key">As it is written in the file, for instance <c>sensors[0].address</c>.</param>
/// <param name="Value">As it is written in the file; <see cref="Hidden"/> for what may be a secret.</param>
/// <param name="Source"><c>eyrie.yaml:12</c>, the environment variable, or <see cref="Default"/>.</param>
public sealed record SettingInForce(string Key, string Value, string Source)
{
    /// <summary>The source of what nobody wrote.</summary>
    public const string Default = "default";

    /// <summary>Stands for what may be a secret.</summary>
    public const string Hidden = "***";

    /// <summary>Somebody wrote it.</summary>
    public bool IsSet => Source is not Default;
}
