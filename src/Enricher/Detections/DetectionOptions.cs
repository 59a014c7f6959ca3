namespace Eyrie.Enricher.Detections;

/// <summary>
/// What makes an event of Tetragon's an alert: an item of the list <c>Enricher:Detections</c>, or of a detections file. All that is said has
/// to fit; of a list, one item. <c>*</c> stands for any text, <c>?</c> for one character.
/// </summary>
public sealed record DetectionOptions
{
    /// <summary>The alert's <c>rule.name</c>; empty: the policy's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The alert's <c>rule.description</c>; empty: the policy's message.</summary>
    public string Description { get; init; } = "";

    /// <summary><c>debug</c> to <c>emergency</c> makes an alert; <c>activity</c> keeps the event from being one.</summary>
    public string Severity { get; init; } = "";

    /// <summary>ATT&amp;CK: <c>T1611</c>, <c>T1053.003</c>, <c>TA0004</c>, <c>mitre_persistence</c>; added to what the policy's tags name.</summary>
    public IReadOnlyList<string> Techniques { get; init; } = [];

    /// <summary>The alert's message, with placeholders such as <c>{process.executable}</c>; empty: what the event says.</summary>
    public string Output { get; init; } = "";

    /// <summary>Kinds of events: <c>policy</c>, or one of its five, <c>exec</c>, <c>running</c>, <c>exit</c>, <c>loader</c>.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>The policy's name.</summary>
    public string Policy { get; init; } = "*";

    /// <summary>The message that the policy gives its events.</summary>
    public string Message { get; init; } = "*";

    /// <summary>The event bears one of these tags; none here: tags do not matter.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary><c>told</c>: Tetragon says that it intervened; <c>none</c>: it says that it did not; <c>any</c>.</summary>
    public string Enforcement { get; init; } = "any";

    /// <summary>What Tetragon did: <c>post</c>, <c>sigkill</c>, <c>override</c>, ...; <c>any</c>; <c>blocked</c> is an older word for enforcement: told.</summary>
    public string Action { get; init; } = "any";

    /// <summary>The hook: a function, a system call, a tracepoint, a symbol; the architecture's prefix does not matter.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>Arguments of the hook by index: <c>0=/etc/shadow</c>. Of one index one has to fit, and of each index one.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Path of the file that the event is about; without a slash its name.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Where a connection goes: an address, a network, <c>public</c>, <c>private</c>.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Path of the acting program; without a slash its name.</summary>
    public IReadOnlyList<string> Binaries { get; init; } = [];

    /// <summary>The acting process' whole command line.</summary>
    public IReadOnlyList<string> CommandLines { get; init; } = [];

    /// <summary>Path or name of the parent's program.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>Namespace of the pod; <c>host</c>: outside of containers.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];
}
