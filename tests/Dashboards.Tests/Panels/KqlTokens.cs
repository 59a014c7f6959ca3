using System.Text;

namespace Eyrie.Dashboards.Tests.Panels;

/// <summary>A name or a value in KQL.</summary>
/// <param name="Text">What it stands for; an open star is a wildcard.</param>
/// <param name="IsQuoted">A phrase: nothing in it is special.</param>
/// <param name="HasWildcard">It has a star that is not escaped.</param>
/// <param name="Escaped">As Lucene's query string: everything special in it escaped but the wildcards.</param>
internal sealed record KqlLiteral(string Text, bool IsQuoted, bool HasWildcard, string Escaped);

/// <summary>KQL word by word, by the rules of Kibana's <c>grammar.peggy</c>.</summary>
internal sealed class KqlTokens(string text)
{
    private const string Special = "\\():<>\"*{}";
    private const string LuceneSpecial = "+-=&|><!(){}[]^\"~*?:\\/";
    private int _at;

    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return _at == text.Length;
        }
    }

    public FormatException Unexpected() => new($"KQL: unexpected '{(_at < text.Length ? text[_at..] : "end")}' in {text}");

    /// <summary>Takes a bracket or a keyword when it is next.</summary>
    public bool TryTake(string word)
    {
        SkipSpace();
        var next = string.Compare(text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) is 0;
        if (!next || (char.IsLetter(word[0]) && (_at + word.Length == text.Length || !char.IsWhiteSpace(text[_at + word.Length]))))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    public void Take(string word)
    {
        if (!TryTake(word))
        {
            throw Unexpected();
        }
    }

    /// <summary><c>:</c>, or <c>lte</c>, <c>gte</c>, <c>lt</c>, <c>gt</c>.</summary>
    public string TakeOperator() => TryTake(":") ? ":" : TryTake("<=") ? "lte" : TryTake(">=") ? "gte" : TryTake("<") ? "lt" : TryTake(">") ? "gt" : throw Unexpected();

    public KqlLiteral TakeLiteral()
    {
        SkipSpace();
        return _at < text.Length && text[_at] is '"' ? Quoted() : Unquoted();
    }

    private KqlLiteral Quoted()
    {
        var value = new StringBuilder();
        for (_at++; _at < text.Length && text[_at] is not '"'; _at++)
        {
            value.Append(text[_at] is '\\' && _at + 1 < text.Length ? text[++_at] : text[_at]);
        }

        if (_at == text.Length)
        {
            throw Unexpected();
        }

        _at++;
        return new(value.ToString(), IsQuoted: true, HasWildcard: false, "");
    }

    private KqlLiteral Unquoted()
    {
        var (value, escaped, wildcard) = (new StringBuilder(), new StringBuilder(), false);
        for (; _at < text.Length && !char.IsWhiteSpace(text[_at]); _at++)
        {
            var character = text[_at];
            var isWildcard = character is '*';
            if (!isWildcard && Special.Contains(character, StringComparison.Ordinal))
            {
                if (character is not '\\' || _at + 1 == text.Length)
                {
                    break;
                }

                character = text[++_at];
            }

            wildcard |= isWildcard;
            value.Append(character);
            escaped.Append(isWildcard || !LuceneSpecial.Contains(character, StringComparison.Ordinal) ? "" : "\\").Append(character);
        }

        return value.Length > 0 ? new(value.ToString(), IsQuoted: false, wildcard, escaped.ToString()) : throw Unexpected();
    }

    private void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }
}
