using System.Buffers;
using System.Text;

namespace Eyrie.Enricher.Documents;

/// <summary>
/// Blanks secrets: values named by a secret's name, credentials in URLs and headers, tokens by their shape, passwords among the
/// options and the input of known programs, and what the user's rules find. A text without a hint costs one search.
/// What is recognised is listed in <c>README.md</c> beside this file. Redacting twice changes nothing. Not thread-safe.
/// </summary>
internal sealed class Redaction(RedactionRules rules)
{
    /// <summary>What stands for a secret.</summary>
    public const string Mark = "[redacted]";

    // What is shorter has no room for a name and a value.
    private const int ShortestSecret = 6;

    private readonly List<Range> _secrets = [];
    private readonly StringBuilder _text = new();
    private readonly ArrayBufferWriter<char> _line = new(512);
    private string _last = "";

    /// <summary>Blanks what is built in.</summary>
    public Redaction()
        : this(RedactionRules.BuiltIn)
    {
    }

    /// <summary>What blanks as these options say; null when they say that nothing is to be blanked.</summary>
    public static Redaction? Of(EnricherOptions options) => options.RedactSecrets ? new(RedactionRules.Of(options.Redaction)) : null;

    /// <summary>The text without its secrets; the same instance when it has none.</summary>
    public string Redact(string text)
    {
        if (!MayHold(text))
        {
            return text;
        }

        _last = text;
        Find(text);
        return _secrets.Count == 0 ? text : Blank(text, 0, text.Length, 0).Text;
    }

    /// <summary>Whether there may be a secret: if not, there is none.</summary>
    public bool MayHold(ReadOnlySpan<char> text) => text.Length >= ShortestSecret && rules.MayHold(text);

    /// <summary>Words of a command line without their secrets: as in the line, and <c>--password</c> makes all of the next word one.</summary>
    public IReadOnlyList<string> Redact(IReadOnlyList<string> words)
    {
        if (words.Count == 0 || Joined(words) is not { } line)
        {
            return words;
        }

        Find(line);
        SecretWords.Find(words, rules, _secrets);
        return _secrets.Count == 0 ? words : Blank(words, line);
    }

    /// <summary>Variables, <c>NAME=value</c> each: all of a secret's value, whatever is in it.</summary>
    public IReadOnlyList<string> RedactVariables(IReadOnlyList<string> variables)
    {
        string[]? changed = null;
        for (var i = 0; i < variables.Count; i++)
        {
            var variable = variables[i];
            var value = variable.IndexOf('=', StringComparison.Ordinal) + 1;
            var safe = value > 0 && IsSecret(variable.AsSpan(0, value - 1), variable.AsSpan(value))
                ? string.Concat(variable.AsSpan(0, value), Mark)
                : Redact(variable);
            if (!ReferenceEquals(safe, variable))
            {
                changed ??= [.. variables];
                changed[i] = safe;
            }
        }

        return changed ?? variables;
    }

    /// <summary>Arguments without the program that they are for: <c>-px</c> is a password to mysql alone.</summary>
    public string RedactArguments(string program, string arguments)
    {
        if (Joined(program, arguments) is not { } line)
        {
            return arguments;
        }

        var safe = Redact(line);
        return ReferenceEquals(safe, line) || !safe.StartsWith(program, StringComparison.Ordinal) || safe.Length <= program.Length
            ? Redact(arguments)
            : safe[(program.Length + 1)..];
    }

    /// <summary>Whether a field is a secret by its name, for instance a label <c>db-password</c>.</summary>
    public bool IsSecret(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        !name.EndsWith("sock_arg.cookie") // the kernel's number of a socket
        && name.ContainsAny(rules.Stems) && rules.IsSecretName(name) && SecretValues.IsWorthHiding(value) && !rules.IsKept(value);

    // All words with blanks between them: the options of a program are looked for among all. Null: there is no hint in it.
    private string? Joined(IReadOnlyList<string> words)
    {
        _line.ResetWrittenCount();
        for (var i = 0; i < words.Count; i++)
        {
            _line.Write(i > 0 ? " " : "");
            _line.Write(words[i]);
        }

        return JoinedIfHinted();
    }

    private string? Joined(string program, string arguments)
    {
        _line.ResetWrittenCount();
        _line.Write(program);
        _line.Write(" ");
        _line.Write(arguments);
        return JoinedIfHinted();
    }

    // The words are mostly those of the command line that was looked at just before.
    private string? JoinedIfHinted()
    {
        var line = _line.WrittenSpan;
        return !MayHold(line) ? null : line.SequenceEqual(_last) ? _last : line.ToString();
    }

    private void Find(string text)
    {
        _secrets.Clear();
        SecretNames.Find(text, rules, _secrets);
        SecretUrls.Find(text, _secrets);
        SecretTokens.Find(text, rules, _secrets);
        rules.Options.Find(text, _secrets);
        SecretInput.Find(text, _secrets);
        for (var i = 0; i < rules.Patterns.Count; i++)
        {
            SecretPatterns.Find(text, rules.Patterns[i], _secrets);
        }

        Settle(text);
    }

    // What the user wants to stay goes; the rest in the order of the text. A lambda that captures the text would be an object each time.
    private void Settle(string text)
    {
        for (var i = _secrets.Count - 1; i >= 0; i--)
        {
            if (rules.IsKept(text.AsSpan()[_secrets[i]]))
            {
                _secrets.RemoveAt(i);
            }
        }

        _secrets.Sort(static (a, b) => a.Start.Value.CompareTo(b.Start.Value));
    }

    private string[] Blank(IReadOnlyList<string> words, string line)
    {
        Settle(line);
        var safe = new string[words.Count];
        var (at, next) = (0, 0);
        for (var i = 0; i < safe.Length; i++)
        {
            (var text, next) = Blank(line, at, at + words[i].Length, next);
            safe[i] = text == words[i] ? words[i] : text;
            at += words[i].Length + 1;
        }

        return safe;
    }

    // From one place to another; a secret that reaches beyond is blanked there again. What overlaps or touches is one.
    private (string Text, int Next) Blank(string text, int from, int to, int next)
    {
        _text.Clear();
        var (at, marked) = (from, -1);
        for (; next < _secrets.Count && _secrets[next].Start.Value < to; next++)
        {
            var end = Math.Min(_secrets[next].End.Value, to);
            var start = Math.Max(_secrets[next].Start.Value, at);
            if (end > start)
            {
                if (start != marked)
                {
                    _text.Append(text, at, start - at).Append(Mark);
                }

                at = marked = end;
            }

            if (_secrets[next].End.Value > to)
            {
                break; // it goes on in the next word
            }
        }

        return (_text.Append(text, at, to - at).ToString(), next);
    }
}
