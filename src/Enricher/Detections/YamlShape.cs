using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Eyrie.Enricher.Detections;

/// <summary>
/// Looks at a text before it is made into a tree: one that is nested deeply ends the process that reads it, and one whose keys are
/// lists of lists of aliases keeps it busy for good. No rule is written so.
/// </summary>
internal static class YamlShape
{
    private const int Deepest = 20;

    /// <summary>What is wrong with it, and where; null when it can be read.</summary>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static (long Line, string Text)? Problem(TextReader text)
    {
        var (parser, open, documents) = (new Parser(text), new Stack<(bool IsMap, bool AtKey)>(), 0);
        while (parser.MoveNext())
        {
            var said = parser.Current!;
            if (said is DocumentStart && ++documents > 1)
            {
                return (said.Start.Line, "begins a second document, of which nothing would be read; take out the '---' between them");
            }

            if (said is MappingEnd or SequenceEnd)
            {
                open.Pop();
                continue;
            }

            if (said is not (NodeEvent or AnchorAlias))
            {
                continue;
            }

            if (open.TryPop(out var parent))
            {
                if (parent is { IsMap: true, AtKey: true } && said is not Scalar)
                {
                    return (said.Start.Line, "has a key that is no text; write a word before the colon");
                }

                open.Push((parent.IsMap, !parent.AtKey));
            }

            if (said is MappingStart or SequenceStart)
            {
                open.Push((said is MappingStart, AtKey: true));
            }

            if (open.Count > Deepest)
            {
                return (said.Start.Line, $"is nested more than {Deepest} deep; a detection needs five: close the brackets");
            }
        }

        return null;
    }
}
