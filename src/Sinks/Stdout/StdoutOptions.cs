using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Stdout;

/// <summary>How alerts look on standard output.</summary>
public enum StdoutFormat
{
    /// <summary>The document, one line each.</summary>
    Json,

    /// <summary>One readable line each.</summary>
    Text,
}

/// <summary>What standard output shows. Bound from <c>Sinks:Stdout</c>.</summary>
public sealed record StdoutOptions
{
    /// <summary>json or text.</summary>
    [EnumDataType(typeof(StdoutFormat))]
    public StdoutFormat Format { get; init; } = StdoutFormat.Json;
}

[OptionsValidator]
internal sealed partial class StdoutOptionsValidator : IValidateOptions<StdoutOptions>;
