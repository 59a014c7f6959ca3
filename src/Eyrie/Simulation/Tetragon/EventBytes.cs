using Eyrie.Protos.Tetragon;
using Eyrie.Simulation.Hosts;
using Google.Protobuf;

namespace Eyrie.Simulation.Tetragon;

/// <summary>
/// Writes an event around processes that were written before: most of an event's bytes are processes, which occur in many
/// events and never change. At 20,000 events a second that is most of the work.
/// </summary>
internal static class EventBytes
{
    private const int ProcessField = 1;
    private const int ParentField = 2;

    /// <param name="frame">The event without its oneof.</param>
    /// <param name="body">What is in the oneof, without process, parent, ancestors.</param>
    /// <param name="bodyField">The oneof's field.</param>
    /// <param name="ancestorsField">The field that ancestors have in <paramref name="body"/>; it differs by kind.</param>
    /// <param name="image">Who acted.</param>
    public static byte[] Write(
        GetEventsResponse frame, IMessage body, int bodyField, int ancestorsField, ProcessImage image)
    {
        var bodySize = body.CalculateSize() + LineageSize(ancestorsField, image);
        var bytes = new byte[frame.CalculateSize() + TagSize(bodyField) + CodedOutputStream.ComputeLengthSize(bodySize) + bodySize];
        var output = new CodedOutputStream(bytes);
        output.WriteTag(bodyField, WireFormat.WireType.LengthDelimited);
        output.WriteLength(bodySize);
        WriteLineage(output, ancestorsField, image);
        body.WriteTo(output);
        frame.WriteTo(output);
        output.CheckNoSpaceLeft();
        return bytes;
    }

    private static int LineageSize(int ancestorsField, ProcessImage image)
    {
        var size = TagSize(ProcessField) + CodedOutputStream.ComputeBytesSize(image.Encoded);
        for (var (older, field) = (image.Parent, ParentField); older is not null; (older, field) = (older.Parent, ancestorsField))
        {
            size += TagSize(field) + CodedOutputStream.ComputeBytesSize(older.Encoded);
        }

        return size;
    }

    private static void WriteLineage(CodedOutputStream output, int ancestorsField, ProcessImage image)
    {
        Write(output, ProcessField, image);
        for (var (older, field) = (image.Parent, ParentField); older is not null; (older, field) = (older.Parent, ancestorsField))
        {
            Write(output, field, older);
        }
    }

    private static void Write(CodedOutputStream output, int field, ProcessImage image)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(image.Encoded);
    }

    private static int TagSize(int field) =>
        CodedOutputStream.ComputeTagSize(field);
}
