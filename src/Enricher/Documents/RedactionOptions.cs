using System.ComponentModel.DataAnnotations;

namespace Eyrie.Enricher.Documents;

/// <summary>What is a secret beside what is built in. Bound from <c>Enricher:Redaction</c>.</summary>
public sealed record RedactionOptions : IValidatableObject
{
    /// <summary>Names of options, variables and fields whose value is a secret: <c>vault-pin</c>; <c>*</c> at either end stands for any text.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Options of a program that take a secret: <c>deploy -k</c>, <c>deploy login -p</c>, <c>deploy -u :</c>.</summary>
    public IReadOnlyList<string> ProgramOptions { get; init; } = [];

    /// <summary>How tokens begin, upper and lower case told apart: <c>corp_</c>. What follows is at least 12 characters long.</summary>
    public IReadOnlyList<string> TokenPrefixes { get; init; } = [];

    /// <summary>Regular expressions; what a group named <c>secret</c> matches is blanked, else the whole match.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Names or values that stay, whatever says they are secrets; <c>*</c> and <c>?</c> are wildcards.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => RedactionCheck.Problems(this);
}
