using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.File;

/// <summary>Where documents are appended, one a line. Bound from <c>Sinks:File</c>.</summary>
public sealed record FileSinkOptions
{
    /// <summary>The file; its folder is made when it is missing.</summary>
    [Required]
    public string? Path { get; init; }

    /// <summary>Size at which the file becomes <c>&lt;path&gt;.1</c>.</summary>
    [Range(1_000, long.MaxValue)]
    public long MaxBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Age at which it does, too, with the next alert; null: whatever its age.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan? MaxAge { get; init; }

    /// <summary>How many such older files are kept.</summary>
    [Range(0, 1_000)]
    public int MaxOldFiles { get; init; } = 5;
}

[OptionsValidator]
internal sealed partial class FileSinkOptionsValidator : IValidateOptions<FileSinkOptions>;
