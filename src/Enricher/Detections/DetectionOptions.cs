namespace Eyrie.Enricher.Detections;

/// <summary>What makes an event of a TracingPolicy an alert. An item of the list <c>Enricher:Detections</c>.</summary>
public sealed record DetectionOptions
{
    /// <summary>The policy's name; <c>*</c> stands for any text, <c>?</c> for one character.</summary>
    public string Policy { get; init; } = "*";

    /// <summary>The message that the policy gives its events; wildcards as in <see cref="Policy"/>.</summary>
    public string Message { get; init; } = "*";

    /// <summary>The event bears one of these tags; none here: tags do not matter.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary><c>blocked</c>: only what Tetragon prevented; <c>any</c>: whatever it did.</summary>
    public string Action { get; init; } = "any";

    /// <summary><c>debug</c> to <c>emergency</c> makes an alert; <c>activity</c> keeps the event from being one.</summary>
    public string Severity { get; init; } = "";
}
