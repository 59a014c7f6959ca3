using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>Tells values that are secrets from those that only say where one is: a variable, a path, a truth value.</summary>
internal static class SecretValues
{
    private const int LongestSegment = 16;
    private const int LongestWord = 10;
    private const int LongestExtension = 10;

    private static readonly string[] References = ["file:", "env:", "fd:", "arn:", "op://", "vault:", "ref+", "./", "../", "~/", "@/", "@./", "%{"];

    private static readonly string[] Words =
        ["true", "false", "null", "nil", "none", "yes", "no", "on", "off", "stdin", "prompt", "undefined", "required", "optional", "<na>"];

    private static readonly string[] Extensions =
        ["json", "yaml", "yml", "pem", "key", "crt", "cer", "pub", "txt", "conf", "cfg", "ini", "toml", "xml", "env", "properties", "p12", "pfx", "jks", "py", "sh"];

    private static readonly SearchValues<char> NoFile = SearchValues.Create(" \t@:!#$%^&*");

    private static readonly SearchValues<char> Identifier =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Whether a value tells anything.</summary>
    public static bool IsWorthHiding(ReadOnlySpan<char> value) =>
        value.Length > 0 && !value.StartsWith(Redaction.Mark) && !IsReference(value) && !IsPlainWord(value) && !IsMask(value) && !IsFile(value);

    /// <summary>Whether it was blanked before.</summary>
    public static bool IsMarked(ReadOnlySpan<char> text, int at) => text[at..].StartsWith(Redaction.Mark);

    // '$TOKEN', '${TOKEN}', '$(cat x)', '%TOKEN%', '<token>', '{{ token }}': the shell or a template puts it in.
    private static bool IsReference(ReadOnlySpan<char> value)
    {
        var isReference = value[0] switch
        {
            '$' => value.Length == 1 || value[1] is '{' or '(' || value[1..].IndexOfAnyExcept(Identifier) < 0,
            '%' => value.Length == 2 || value[^1] == '%',
            '<' => value[^1] == '>' || value.Length == 1,
            '{' => value.StartsWith("{{"),
            '/' => IsPath(value),
            _ => false,
        };
        foreach (var start in References)
        {
            isReference |= value.StartsWith(start, StringComparison.OrdinalIgnoreCase);
        }

        return isReference;
    }

    // Keys in base64 may begin with '/', too: no person names a directory as they look.
    private static bool IsPath(ReadOnlySpan<char> value)
    {
        if (value.ContainsAny('=', '+'))
        {
            return false;
        }

        foreach (var range in value.Split('/'))
        {
            var segment = value[range];
            if (segment.Length >= LongestSegment && !segment.ContainsAny(".-_")
                && segment.ContainsAnyInRange('A', 'Z') && segment.ContainsAnyInRange('a', 'z') && segment.ContainsAnyInRange('0', '9'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlainWord(ReadOnlySpan<char> value)
    {
        if (value.Length <= LongestWord)
        {
            foreach (var word in Words)
            {
                if (value.Equals(word, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsMask(ReadOnlySpan<char> value) =>
        value.IndexOfAnyExcept('*') < 0 || value.IndexOfAnyExcept('x') < 0 || value.IndexOfAnyExcept('.') < 0;

    private static bool IsFile(ReadOnlySpan<char> value)
    {
        var dot = value.LastIndexOf('.');
        if (dot <= 0 || value.Length - dot - 1 is 0 or > LongestExtension || value[0] is '.' || value.ContainsAny(NoFile))
        {
            return false;
        }

        foreach (var extension in Extensions)
        {
            if (value[(dot + 1)..].SequenceEqual(extension))
            {
                return true;
            }
        }

        return false;
    }
}
