using System.Buffers;
using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Stdout;

/// <summary>Writes one alert as one line that nobody's terminal obeys.</summary>
internal static class StdoutLine
{
    private const int MaxName = 120;
    private const int MaxTree = 600;
    private const int MaxMessage = 600;

    public static void Write(IBufferWriter<byte> output, Alert alert, StdoutFormat format)
    {
        if (format is StdoutFormat.Json)
        {
            NdjsonLine.Write(output, alert.Document.Span);
        }
        else
        {
            output.Write(Encoding.UTF8.GetBytes(Text(alert)));
        }
    }

    private static string Text(Alert alert)
    {
        var parts = new[]
        {
            alert.Time.ToString(),
            alert.Severity.Word().ToUpperInvariant(),
            PlainText.OneLine(alert.Rule, MaxName),
            Place(alert),
            PlainText.OneLine(alert.Tree, MaxTree),
            PlainText.OneLine(alert.Message, MaxMessage),
        };
        return string.Join("  ", parts.Where(part => part.Length > 0)) + "\n";
    }

    private static string Place(Alert alert)
    {
        var pod = alert.Pod.Length > 0 && alert.Namespace.Length > 0 ? $"{alert.Namespace}/{alert.Pod}" : alert.Pod;
        return PlainText.OneLine(pod.Length > 0 ? $"{pod}@{alert.Node}" : alert.Node, MaxName);
    }
}
