using System.Buffers;

namespace Eyrie.Sinks;

/// <summary>
/// A document as one line. Ours have no line breaks; another producer's may, where JSON allows only white space, and one
/// left in would be read as the next line.
/// </summary>
internal static class NdjsonLine
{
    private const byte LastControl = 0x1f;

    /// <summary>Copies the document, its control characters as spaces, then ends the line.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> document) =>
        output.Advance(Write(output.GetSpan(document.Length + 1), document));

    /// <summary>The same, into a place that is large enough.</summary>
    /// <returns>How many bytes it has become.</returns>
    public static int Write(Span<byte> output, ReadOnlySpan<byte> document)
    {
        document.CopyTo(output);
        if (document.ContainsAnyInRange((byte)0, LastControl))
        {
            foreach (ref var value in output[..document.Length])
            {
                value = value <= LastControl ? (byte)' ' : value;
            }
        }

        output[document.Length] = (byte)'\n';
        return document.Length + 1;
    }
}
