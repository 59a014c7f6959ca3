namespace Eyrie.Enricher.Processes;

/// <summary>Says what is kept of an image in the words of an event.</summary>
internal static class ImageFact
{
    /// <summary>All but the words of the command line.</summary>
    public static ProcessFact Of(ProcessImage image) => new()
    {
        ExecId = image.ExecId,
        ParentExecId = image.ParentExecId,
        Pid = image.Pid,
        Name = image.Executable is null ? null : image.Name.ToString(),
        Executable = image.Executable,
        CommandLine = image.CommandLine,
        WorkingDirectory = image.WorkingDirectory,
        Start = image.Start == default ? null : image.Start,
        End = image.End,
        Flags = image.Flags,
        ContainerId = image.ContainerId,
        User = image.User,
        Vpid = image.Vpid,
        LoginUid = image.LoginUid,
        ExitCode = image.ExitCode,
        ExitSignal = image.Extras?.ExitSignal,
        Tty = image.Extras?.Tty,
        InInitTree = image.InInitTree,
        EffectiveCapabilities = image.Extras?.EffectiveCapabilities ?? [],
        PermittedCapabilities = image.Extras?.PermittedCapabilities ?? [],
        Hashes = image.Extras?.Hashes ?? [],
        Environment = image.Extras?.Environment ?? [],
    };

    /// <summary>All of it.</summary>
    public static ProcessFact WithArgs(ProcessImage image)
    {
        var fact = Of(image);
        return fact with
        {
            Args = fact is { Executable: { } path, CommandLine: { } line } && line.StartsWith(path, StringComparison.Ordinal)
                ? Mapping.CommandLine.Split(line[path.Length..], path)
                : Mapping.CommandLine.Split(fact.CommandLine),
        };
    }
}
