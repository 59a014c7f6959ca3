using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds what is wrong with the rules that a user wrote, each with key, value and remedy.</summary>
internal sealed class RedactionCheck : IValidateOptions<EnricherOptions>
{
    private const int MostRules = 1_000;

    /// <summary>Everything that is wrong; the member's name with it.</summary>
    public static IEnumerable<ValidationResult> Problems(RedactionOptions options) =>
        Each(nameof(options.Names), options.Names, Name)
            .Concat(Each(nameof(options.ProgramOptions), options.ProgramOptions, ProgramOption))
            .Concat(Each(nameof(options.TokenPrefixes), options.TokenPrefixes, TokenPrefix))
            .Concat(Each(nameof(options.Patterns), options.Patterns, Pattern))
            .Concat(Each(nameof(options.Keep), options.Keep, Kept));

    public ValidateOptionsResult Validate(string? name, EnricherOptions options)
    {
        var problems = Problems(options.Redaction).Select(problem => $"enricher.redaction.{Camel(problem.MemberNames.First())}: {problem.ErrorMessage}").ToList();
        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<ValidationResult> Each(string member, IReadOnlyList<string> values, Func<string, string?> problem)
    {
        if (values.Count > MostRules)
        {
            yield return new($"has {values.Count} items; allowed are {MostRules}", [member]);
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (problem(values[i] ?? "") is { } wrong)
            {
                yield return new($"item {i}, '{values[i]}', {wrong}", [member]);
            }
        }
    }

    private static string? Name(string name) => SecretName.TryRead(name, out _)
        ? null
        : "is no name; write letters, digits, '-', '_' and '.', with three letters or digits at least in the last part, '*' only at the ends";

    private static string? ProgramOption(string text) => SecretOption.TryRead(text, out _)
        ? null
        : "is no option of a program; write 'program -option', 'program verb -option' or 'program verb', and behind it ':' when a user and ':' come first";

    private static string? TokenPrefix(string prefix) => prefix.Length >= 3 && !prefix.Any(char.IsWhiteSpace)
        ? null
        : "is no beginning of a token; write three characters at least, without blanks";

    private static string? Pattern(string pattern)
    {
        try
        {
            return pattern.Length == 0 || RedactionRules.Compile(pattern).IsMatch("") ? "matches the empty text; make it match the secret alone" : null;
        }
        catch (ArgumentException e)
        {
            return $"is no regular expression ({e.Message}); correct it, or put single quotes around it in YAML";
        }
        catch (NotSupportedException e)
        {
            return $"needs time out of proportion ({e.Message}); do without lookaround, back references and large counts";
        }
    }

    private static string? Kept(string text) => text.Trim('*', '?').Length > 0
        ? null
        : "keeps everything; to switch redaction off, set enricher.redactSecrets to false";

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
