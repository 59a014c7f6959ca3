namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>An object's uid in 16 bytes, as long as it is a GUID; any other text stays a text.</summary>
internal readonly record struct ObjectUid
{
    private readonly Guid _value;
    private readonly string? _text;

    private ObjectUid(Guid value, string? text) => (_value, _text) = (value, text);

    /// <summary>Takes in a text; it is given back as it was.</summary>
    public static ObjectUid Of(string text) =>
        Guid.TryParseExact(text, "D", out var value) && !text.AsSpan().ContainsAnyInRange('A', 'F') ? new(value, null) : new(default, text);

    /// <inheritdoc/>
    public override string ToString() => _text ?? _value.ToString("D");
}
