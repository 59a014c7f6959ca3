using System.Text;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Detections;

/// <summary>
/// A message with places for what the event says. Attackers write some of that: each value is cut, and put in as it is, so that a
/// placeholder within it stays text.
/// </summary>
internal sealed class MessageTemplate
{
    private const int LongestValue = 300;
    private const int LongestTemplate = 2_000;
    private const string Unknown = "?";

    private readonly (string Text, Placeholder? Place)[] _parts;

    private MessageTemplate((string Text, Placeholder? Place)[] parts) => _parts = parts;

    /// <summary>Reads a text; <c>{{</c> and <c>}}</c> stand for braces.</summary>
    /// <returns>The template, or what is wrong.</returns>
    public static (MessageTemplate? Template, string? Problem) Read(string text)
    {
        if (text.Length > LongestTemplate)
        {
            return (null, $"has {text.Length} characters; allowed are {LongestTemplate}");
        }

        var (parts, literal) = (new List<(string, Placeholder?)>(), new StringBuilder());
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}'))
            {
                literal.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == text[i])
            {
                literal.Append(text[i++]);
            }
            else if (text[i] is '}' || text.IndexOf('}', i) < 0)
            {
                return (null, $"has a '{text[i]}' alone; write it twice, or close the placeholder");
            }
            else
            {
                var end = text.IndexOf('}', i);
                if (Placeholders.Find(text[(i + 1)..end]) is not { } place)
                {
                    return (null, $"has the placeholder '{text[i..(end + 1)]}', which is none of {Placeholders.Names}");
                }

                parts.Add((literal.ToString(), place));
                literal.Clear();
                i = end;
            }
        }

        parts.Add((literal.ToString(), null));
        return (new([.. parts]), null);
    }

    /// <summary>The message; what the event does not say is <c>?</c>.</summary>
    public string Render(Observation observation, Enrichment enrichment)
    {
        var text = new StringBuilder();
        foreach (var (literal, place) in _parts)
        {
            text.Append(literal);
            if (place is not null)
            {
                text.Append(KeptText.Cut(place(observation, enrichment), LongestValue) is { Length: > 0 } value ? value : Unknown);
            }
        }

        return text.ToString();
    }
}
