using System.Globalization;
using System.Text;
using System.Xml;
using Eyrie.Sinks.Routing.Explaining;

namespace Eyrie.Commands;

/// <summary>Writes what came of cases as JUnit XML, which CI servers show case by case.</summary>
internal static class JunitReport
{
    private const string Suite = "eyrie config test";

    /// <summary>Writes what came of each case.</summary>
    public static void Write(string path, IReadOnlyList<CaseResult> results, string source) => Write(path, results.Count, results.Count(result => !result.Passed), 0, xml =>
    {
        foreach (var result in results)
        {
            Begin(xml, result.Name, source);
            xml.WriteAttributeString("file", Clean(result.Where));
            if (!result.Passed)
            {
                string[] differences = [.. result.Missing.Select(place => $"expected: {place}"), .. result.Extra.Select(place => $"goes to: {place}")];
                WriteFault(xml, "failure", string.Join("; ", differences), [.. differences, .. result.Notes.Select(note => $"because: {note}"), $"at {result.Where}"]);
            }

            xml.WriteEndElement();
        }
    });

    /// <summary>Writes that the files are wrong, so that no case could be tried: a report of the last run would say that all is well.</summary>
    public static void WriteError(string path, string problem) => Write(path, 1, 0, 1, xml =>
    {
        Begin(xml, "the files can be read", Suite);
        WriteFault(xml, "error", problem.Split('\n')[0], [problem]);
        xml.WriteEndElement();
    });

    private static void Write(string path, int tests, int failures, int errors, Action<XmlWriter> cases)
    {
        try
        {
            using var xml = XmlWriter.Create(path, new() { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) });
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", Suite);
            foreach (var (name, number) in (ReadOnlySpan<(string, int)>)[("tests", tests), ("failures", failures), ("errors", errors), ("skipped", 0)])
            {
                xml.WriteAttributeString(name, number.ToString(CultureInfo.InvariantCulture));
            }

            cases(xml);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"eyrie: --junit {path} cannot be written: {e.Message}");
        }
    }

    private static void Begin(XmlWriter xml, string name, string group)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(group));
        xml.WriteAttributeString("name", Clean(name));
    }

    private static void WriteFault(XmlWriter xml, string kind, string message, IEnumerable<string> lines)
    {
        xml.WriteStartElement(kind);
        xml.WriteAttributeString("message", Clean(message));
        xml.WriteString(Clean(string.Join('\n', lines)));
        xml.WriteEndElement();
    }

    // XML has no way to write most control characters and halves of characters.
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD"));
}
