namespace Eyrie.Enricher.Processes;

/// <summary>What few images have.</summary>
internal sealed record ImageExtras
{
    public string? ExitSignal { get; init; }

    public long? Tty { get; init; }

    public IReadOnlyList<string> EffectiveCapabilities { get; init; } = [];

    public IReadOnlyList<string> PermittedCapabilities { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Hashes { get; init; } = [];

    /// <summary><c>NAME=value</c>, without secrets.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Ids that an agent gave the same image after a restart.</summary>
    public IReadOnlyList<string> OtherIds { get; init; } = [];

    /// <summary>Id of the first image of its process, in one that has run a great many.</summary>
    public string? Origin { get; init; }

    /// <summary>Its place among the images of its pid where the id does not tell it.</summary>
    public long? Order { get; init; }

    /// <summary>Nothing in it is one image's own: one copy serves all that are alike.</summary>
    public bool IsCommon => Environment.Count == 0 && Hashes.Count == 0 && OtherIds.Count == 0 && Order is null && Origin is null;

    /// <summary>Nothing is in it.</summary>
    public bool IsEmpty => IsCommon && ExitSignal is null && Tty is null && EffectiveCapabilities.Count == 0 && PermittedCapabilities.Count == 0;
}
