using System.Text.Json.Serialization;

namespace Eyrie.Enricher.State;

/// <summary>
/// Values of <c>state.v1</c>, JSON with short names. A reader ignores names that it does not know, and takes what is
/// missing as not said, so that versions of the Enricher can follow each other in both directions.
/// </summary>
internal sealed record ProcessRecord
{
    [JsonPropertyName("v")]
    public int Version { get; init; } = 1;

    [JsonPropertyName("k")]
    public long Ktime { get; init; }

    [JsonPropertyName("p")]
    public long Pid { get; init; }

    [JsonPropertyName("pe")]
    public string? ParentExecId { get; init; }

    [JsonPropertyName("s")]
    public long Start { get; init; }

    [JsonPropertyName("e")]
    public long End { get; init; }

    [JsonPropertyName("g")]
    public long Gone { get; init; }

    [JsonPropertyName("x")]
    public string? Executable { get; init; }

    [JsonPropertyName("c")]
    public string? CommandLine { get; init; }

    [JsonPropertyName("d")]
    public string? WorkingDirectory { get; init; }

    [JsonPropertyName("f")]
    public string? Flags { get; init; }

    [JsonPropertyName("ct")]
    public string? ContainerId { get; init; }

    [JsonPropertyName("u")]
    public UserFact? User { get; init; }

    [JsonPropertyName("m")]
    public MoreRecord? More { get; init; }
}

/// <inheritdoc cref="ProcessRecord"/>
internal sealed record MoreRecord
{
    public long? Vpid { get; init; }

    public long? LoginUid { get; init; }

    public long? ExitCode { get; init; }

    public string? ExitSignal { get; init; }

    public long? Tty { get; init; }

    public bool? InInitTree { get; init; }

    public IReadOnlyList<string>? EffectiveCapabilities { get; init; }

    public IReadOnlyList<string>? PermittedCapabilities { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>>? Hashes { get; init; }

    public IReadOnlyList<string>? Environment { get; init; }

    public IReadOnlyList<string>? OtherIds { get; init; }

    public string? Origin { get; init; }
}

/// <inheritdoc cref="ProcessRecord"/>
internal sealed record IncidentRecord
{
    [JsonPropertyName("v")]
    public int Version { get; init; } = 1;

    [JsonPropertyName("i")]
    public string Id { get; init; } = "";

    [JsonPropertyName("f")]
    public long First { get; init; }

    [JsonPropertyName("l")]
    public long Last { get; init; }

    [JsonPropertyName("n")]
    public long Alerts { get; init; }

    [JsonPropertyName("t")]
    public long Touched { get; init; }

    /// <summary>This and what follows is missing in records of versions before.</summary>
    [JsonPropertyName("su")]
    public long Suppressed { get; init; }

    [JsonPropertyName("w")]
    public int Severity { get; init; }

    [JsonPropertyName("s")]
    public int? HighestScore { get; init; }

    [JsonPropertyName("r")]
    public IReadOnlyList<string>? Rules { get; init; }

    [JsonPropertyName("te")]
    public IReadOnlyList<string>? Techniques { get; init; }

    [JsonPropertyName("a")]
    public Incidents.IncidentLead? Lead { get; init; }
}

/// <inheritdoc cref="ProcessRecord"/>
internal sealed record TallyRecord
{
    [JsonPropertyName("v")]
    public int Version { get; init; } = 1;

    [JsonPropertyName("n")]
    public long Count { get; init; }

    [JsonPropertyName("f")]
    public long First { get; init; }

    [JsonPropertyName("l")]
    public long Last { get; init; }

    [JsonPropertyName("t")]
    public long Touched { get; init; }
}

/// <inheritdoc cref="ProcessRecord"/>
internal sealed record ContainerRecord
{
    [JsonPropertyName("v")]
    public int Version { get; init; } = 1;

    [JsonPropertyName("s")]
    public long Seen { get; init; }

    [JsonPropertyName("p")]
    public PodFact? Pod { get; init; }

    [JsonPropertyName("c")]
    public ContainerFact? Container { get; init; }
}

/// <inheritdoc cref="ProcessRecord"/>
internal sealed record ClockRecord
{
    [JsonPropertyName("v")]
    public int Version { get; init; } = 1;

    [JsonPropertyName("t")]
    public long Now { get; init; }

    /// <summary>Null in records of versions before.</summary>
    [JsonPropertyName("sw")]
    public long? SweptPeriod { get; init; }

    [JsonPropertyName("q")]
    public long QuietTicks { get; init; }
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProcessRecord))]
[JsonSerializable(typeof(IncidentRecord))]
[JsonSerializable(typeof(TallyRecord))]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSerializable(typeof(ClockRecord))]
internal sealed partial class StateJson : JsonSerializerContext;
