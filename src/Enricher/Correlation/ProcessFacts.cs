namespace Eyrie.Enricher;

/// <summary>Puts together what two sensors say of one process.</summary>
internal static class ProcessFacts
{
    /// <summary>What <paramref name="known"/> says, completed by <paramref name="told"/>.</summary>
    public static ProcessFact Complete(ProcessFact known, ProcessFact? told) => told is null ? known : known with
    {
        ExecId = known.ExecId ?? told.ExecId,
        ParentExecId = known.ParentExecId ?? told.ParentExecId,
        Pid = known.Pid ?? told.Pid,
        ParentPid = known.ParentPid ?? told.ParentPid,
        Vpid = known.Vpid ?? told.Vpid,
        ThreadId = known.ThreadId ?? told.ThreadId,
        Name = known.Name ?? told.Name,
        Executable = known.Executable ?? told.Executable,
        CommandLine = known.CommandLine ?? told.CommandLine,
        Args = known.Args.Count > 0 ? known.Args : told.Args,
        WorkingDirectory = known.WorkingDirectory ?? told.WorkingDirectory,
        Start = known.Start ?? told.Start,
        End = known.End ?? told.End,
        ExitCode = known.ExitCode ?? told.ExitCode,
        ExitSignal = known.ExitSignal ?? told.ExitSignal,
        User = Complete(known.User, told.User),
        RealUser = told.RealUser ?? known.RealUser,
        SavedUser = told.SavedUser ?? known.SavedUser,
        LoginUid = known.LoginUid ?? told.LoginUid,
        ContainerId = known.ContainerId ?? told.ContainerId,
        Flags = known.Flags ?? told.Flags,
        InInitTree = known.InInitTree ?? told.InInitTree,
        Tty = known.Tty ?? told.Tty,
        EffectiveCapabilities = known.EffectiveCapabilities.Count > 0 ? known.EffectiveCapabilities : told.EffectiveCapabilities,
        PermittedCapabilities = known.PermittedCapabilities.Count > 0 ? known.PermittedCapabilities : told.PermittedCapabilities,
        Hashes = known.Hashes.Count > 0 ? known.Hashes : told.Hashes,
        Environment = known.Environment.Count > 0 ? known.Environment : told.Environment,
    };

    // The one who acts may have changed since the exec: what the event says of the user comes first, their names complete it.
    private static UserFact? Complete(UserFact? known, UserFact? told) => (known, told) switch
    {
        (null, _) => told,
        (_, null) => known,
        _ when told.Id is not null && known.Id is not null && told.Id != known.Id => told,
        _ => told with
        {
            Id = told.Id ?? known.Id,
            Name = told.Name ?? known.Name,
            GroupId = told.GroupId ?? known.GroupId,
            GroupName = told.GroupName ?? known.GroupName,
        },
    };
}
