namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>Lists the files that a path with <c>*</c> and <c>?</c> in its last part names.</summary>
internal sealed class FileGlob(string pattern)
{
    private static readonly EnumerationOptions Everything = new()
    {
        MatchType = MatchType.Simple,
        MatchCasing = MatchCasing.CaseSensitive,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
    };

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(pattern)) ?? "/";
    private readonly string _name = Path.GetFileName(pattern);

    /// <summary>It has no wildcards.</summary>
    public bool IsSingle => !_name.AsSpan().ContainsAny('*', '?');

    /// <summary>The paths now, in no order; a path without wildcards is always there.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be listed.</exception>
    public IEnumerable<string> List() => IsSingle ? [Path.Combine(_folder, _name)] : In(_folder, _name);

    /// <summary>What a folder has; nothing when it is not there.</summary>
    public static IEnumerable<string> In(string folder, string name)
    {
        try
        {
            return Directory.EnumerateFiles(folder, name, Everything);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
