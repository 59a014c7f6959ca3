using System.Buffers;
using System.Text.RegularExpressions;
using Eyrie.Enricher.Detections;

namespace Eyrie.Enricher.Documents;

/// <summary>What is recognised as a secret: what is built in, and what a user adds. Made once, shared by all loops.</summary>
internal sealed class RedactionRules
{
    private readonly SecretName[] _names;
    private readonly Glob[] _keep;
    private readonly SearchValues<string> _hints;

    /// <summary>Puts the rules together.</summary>
    /// <param name="options">Options that were validated.</param>
    public RedactionRules(RedactionOptions options)
    {
        _names = [.. options.Names.Select(name => SecretName.TryRead(name, out var read) ? read : throw new FormatException(name))];
        _keep = [.. options.Keep.Select(text => new Glob(text))];
        Patterns = [.. options.Patterns.Select(Compile)];
        string[] stems = [.. SecretNames.Stems, .. _names.Select(name => name.Stem)];
        string[] prefixes = [.. SecretTokens.Prefixes, .. options.TokenPrefixes];
        Options = new(SecretPrograms.Table, options.ProgramOptions);
        Stems = SearchValues.Create(stems, StringComparison.OrdinalIgnoreCase);
        Prefixes = SearchValues.Create(prefixes, StringComparison.Ordinal);
        _hints = SearchValues.Create(
            [.. stems, .. prefixes, .. Options.Hints, .. SecretUrls.Hints, .. SecretInput.Hints], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What is built in.</summary>
    public static RedactionRules BuiltIn { get; } = new(new());

    /// <summary>What is built in, and what a user adds.</summary>
    public static RedactionRules Of(RedactionOptions options) =>
        options.Names.Count + options.ProgramOptions.Count + options.TokenPrefixes.Count + options.Patterns.Count + options.Keep.Count == 0
            ? BuiltIn
            : new(options);

    /// <summary>One of these is in every secret's name.</summary>
    public SearchValues<string> Stems { get; }

    /// <summary>How tokens begin.</summary>
    public SearchValues<string> Prefixes { get; }

    /// <summary>Which options of which programs take secrets.</summary>
    public SecretOptions Options { get; }

    /// <summary>Regular expressions of the user's.</summary>
    public IReadOnlyList<Regex> Patterns { get; }

    /// <summary>A user's expression in the form that takes time in proportion to the text, whatever it is.</summary>
    public static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Whether there may be a secret: one search. If it finds nothing, no rule can match.</summary>
    public bool MayHold(ReadOnlySpan<char> text) => text.ContainsAny(_hints) || Patterns.Count > 0;

    /// <summary>Whether a thing with this name is a secret.</summary>
    public bool IsSecretName(ReadOnlySpan<char> name)
    {
        if (SecretNames.IsSecretName(name))
        {
            return !IsKept(name);
        }

        foreach (var secret in _names)
        {
            if (secret.Fits(name))
            {
                return !IsKept(name);
            }
        }

        return false;
    }

    /// <summary>Whether the user wants this name or value to stay.</summary>
    public bool IsKept(ReadOnlySpan<char> text)
    {
        if (_keep.Length == 0)
        {
            return false;
        }

        var kept = text.ToString();
        foreach (var glob in _keep)
        {
            if (glob.Matches(kept))
            {
                return true;
            }
        }

        return false;
    }
}
