using System.Text;
using System.Text.RegularExpressions;
using Eyrie.Platform.Configuration;

namespace Eyrie.Sinks.Links;

/// <summary>A URL with placeholders. Whatever is filled in is encoded: no value can change where the URL leads.</summary>
internal sealed partial class UrlTemplate
{
    /// <summary>Longer ones are cut off by browsers and chat programs, so they are left out.</summary>
    public const int MaxLength = 2_000;

    // What is behind the colon of a placeholder.
    private const string Kql = "kql";
    private const string Kibana = "kibana";
    private const string UrlCharacters = "-._~:/?#[]@!$&'()*+,;=%";

    private readonly string _template;

    /// <param name="template">One without a <see cref="Problem"/>.</param>
    public UrlTemplate(string template) => _template = template;

    /// <summary>Null when it is a URL of a web page whatever is filled in; else what is wrong with it.</summary>
    public static string? Problem(string key, string template)
    {
        foreach (Match placeholder in Placeholder.Matches(template))
        {
            var name = placeholder.Groups["name"].Value;
            if (!LinkValues.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return $"{key} has the placeholder {{{name}}}; there are {string.Join(", ", LinkValues.Names.Select(known => $"{{{known}}}"))}{NearestWord.Hint(name, LinkValues.Names)}";
            }

            if (placeholder.Groups["how"] is { Success: true, Value: not Kql } how)
            {
                return $"{key} has {{{name}:{how.Value}}}; allowed is {{{name}}} or, within a query of Kibana's, {{{name}:{Kql}}}";
            }
        }

        var rest = Placeholder.Replace(template, "");
        return rest.Contains('{', StringComparison.Ordinal) || rest.Contains('}', StringComparison.Ordinal)
            ? $"{key} has a brace that is no placeholder; write %7B or %7D"
            : template.StartsWith($"{{{Kibana}}}", StringComparison.OrdinalIgnoreCase) ? null
            : Uri.TryCreate(template, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && Placeholder.IsMatch(Authority(template)) is false ? null
            : $"{key} is '{template}'; it must begin with https://, http:// or {{{Kibana}}}, and the host can have no placeholder";
    }

    /// <summary>Fills it in; null when a value is not known, or the URL gets too long.</summary>
    public string? Fill(LinkValues values)
    {
        var url = new StringBuilder();
        var at = 0;
        foreach (Match placeholder in Placeholder.Matches(_template))
        {
            AppendLiteral(url, _template.AsSpan(at, placeholder.Index - at));
            var name = placeholder.Groups["name"].Value;
            if (values.Of(name) is not { Length: > 0 } value)
            {
                return null;
            }

            url.Append(name.Equals(Kibana, StringComparison.OrdinalIgnoreCase) ? value.TrimEnd('/')
                : Uri.EscapeDataString(placeholder.Groups["how"].Success ? Quoted(value) : value));
            at = placeholder.Index + placeholder.Length;
        }

        AppendLiteral(url, _template.AsSpan(at));
        return url.Length <= MaxLength && Uri.TryCreate(url.ToString(), UriKind.Absolute, out _) ? url.ToString() : null;
    }

    // First what quotation marks mean in a query, then what quotes and ! mean in the notation around it.
    private static string Quoted(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("!", "!!", StringComparison.Ordinal).Replace("'", "!'", StringComparison.Ordinal);

    private static void AppendLiteral(StringBuilder url, ReadOnlySpan<char> literal)
    {
        foreach (var rune in literal.EnumerateRunes())
        {
            var text = rune.ToString();
            url.Append(rune.IsAscii && (char.IsAsciiLetterOrDigit(text[0]) || UrlCharacters.Contains(text[0], StringComparison.Ordinal))
                ? text : Uri.EscapeDataString(text));
        }
    }

    private static string Authority(string template)
    {
        var start = template.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = template.AsSpan(start).IndexOfAny('/', '?', '#');
        return end < 0 ? template[start..] : template[start..(start + end)];
    }

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<how>\w+))?\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder { get; }
}
