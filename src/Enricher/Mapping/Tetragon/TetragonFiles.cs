using Eyrie.Protos.Tetragon;
using Event = Eyrie.Protos.Tetragon.GetEventsResponse.EventOneofCase;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Finds among a hook's arguments the file that it was about.</summary>
internal static class TetragonFiles
{
    /// <summary>The file; null when there is none. Of two the one that is there afterwards: a new name, a new link.</summary>
    public static FileFact? Read(string action, ActKind? kind, GetEventsResponse response, in TetragonPolicyEvent said)
    {
        var (first, last) = (default(FileFact), default(FileFact));
        foreach (var argument in said.Arguments)
        {
            if (Read(argument, takesText: kind?.Categories is ["file"]) is { } file)
            {
                (first, last) = (first ?? file, file);
            }
        }

        var chosen = IsRename(action) || IsLink(action) || action is "mount" ? last : first;
        return chosen is null ? null : chosen with
        {
            TargetPath = IsLink(action) && first != last ? first!.Path : null,
            Type = action is "symlink" or "symlinkat" ? "symlink" : null,
            Hash = Hash(response),
        };
    }

    private static FileFact? Read(KprobeArgument argument, bool takesText)
    {
        var (path, permission) = argument switch
        {
            { FileArg: { } file } => (file.Path, file.Permission),
            { PathArg: { } inPath } => (inPath.Path, inPath.Permission),
            { LinuxBinprmArg: { } binprm } => (binprm.Path, binprm.Permission),
            { HasStringArg: true } when takesText => (argument.StringArg, ""),
            _ => ("", ""),
        };
        return path.Length == 0 ? null : new(path) { Mode = TetragonProcesses.NullIfEmpty(permission) };
    }

    private static bool IsRename(string action) => action.Contains("rename", StringComparison.Ordinal);

    private static bool IsLink(string action) => action is "link" or "linkat" or "symlink" or "symlinkat";

    // 'algorithm:value' as the kernel's integrity measurement has it.
    private static KeyValuePair<string, string>? Hash(GetEventsResponse response)
    {
        if (response.EventCase is not Event.ProcessLsm)
        {
            return null;
        }

        var text = response.ProcessLsm.ImaHash;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 || colon == text.Length - 1 ? null : new(text[..colon], text[(colon + 1)..]);
    }
}
