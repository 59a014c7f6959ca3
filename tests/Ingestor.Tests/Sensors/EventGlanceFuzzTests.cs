using System.Text;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Protos.Tetragon;
using Eyrie.Testing;
using Google.Protobuf;

namespace Eyrie.Ingestor.Tests.Sensors;

/// <summary>Whatever the bytes are, a glance ends, in bounds.</summary>
public sealed class EventGlanceFuzzTests
{
    private static readonly SensorFormat[] Formats = Enum.GetValues<SensorFormat>();

    private static readonly byte[][] Real =
    [
        .. Samples.Lines("tetragon/cilium-docs.jsonl").Take(20).Select(Encoding.UTF8.GetBytes),
        .. Samples.Lines("falco/falco-0.43.1-http.jsonl").Take(20).Select(Encoding.UTF8.GetBytes),
        .. Samples.Lines("recordings/2-web-shell/tetragon.jsonl").Take(20)
            .Select(line => GetEventsResponse.Parser.ParseJson(line).ToByteArray()),
    ];

    // A field of any number, well-formed or not: what is between the outermost fields of real messages, and what is not.
    private static readonly Gen<byte[]> Field =
        from number in Gen.OneOf(1, 2, 3, 4, 5, 7, 9, 27, 1000, 1001, 1002, 1003, 1004, 2000, 40000, 40001, 536870911)
        from wireType in Gen.OneOf(0, 1, 2, 2, 2, 5)
        from content in Gen.OneOf(Gen.Byte.Array[0, 12], Gen.Char.AlphaNumeric.Array[0, 12].Select(Encoding.UTF8.GetBytes))
        from integer in Gen.ULong
        select Written(number, wireType, content, integer);

    [Fact]
    public void Never_fails_on_bytes() => Gen.Byte.Array[0, 200].Sample(Look, iter: 20_000);

    [Fact]
    public void Never_fails_on_what_was_damaged_on_its_way() => Gen.Select(
        Gen.OneOf(Real), Gen.Int[0, 100_000], Gen.Byte, Gen.Int[0, 100_000])
        .Sample(
            (real, place, value, length) =>
            {
                var damaged = real.ToArray();
                damaged[place % damaged.Length] = value;
                Look(damaged[..(length % (damaged.Length + 1))]);
                Look(damaged);
            },
            iter: 20_000);

    [Fact]
    public void Sees_what_a_parser_reads_wherever_a_parser_can() => Field.Array[0, 8].Sample(
        fields =>
        {
            var message = fields.SelectMany(field => field).ToArray();
            var glance = EventGlance.At(message, SensorFormat.TetragonProtobuf);
            if (Parsed(message) is { } read)
            {
                Assert.Equal(read.NodeName, Encoding.UTF8.GetString(message[glance.Node]));
            }
        },
        iter: 20_000);

    [Theory]
    [InlineData(new byte[] { 0x0A })] // a tag and nothing behind it
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })] // 32 GB
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })] // 2^64 - 1 bytes
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })] // a varint without an end
    [InlineData(new byte[] { 0x0B, 0x0B, 0x0C })] // groups
    [InlineData(new byte[] { 0x00, 0x00 })] // field 0
    [InlineData(new byte[] { 0x09, 0x00 })] // 8 bytes, of which one is there
    public void Ends_where_a_message_makes_no_sense(byte[] message) => Look(message);

    [Fact]
    public void Ends_at_the_bottom_of_no_pit()
    {
        Look(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 1_000_000)));
        Look(Encoding.UTF8.GetBytes("{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 300_000))));
        Look([.. "{\"node_name\":\""u8, 0xFF, 0xFE, .. "\"}"u8]);
    }

    private static void Look(byte[] payload)
    {
        foreach (var format in Formats)
        {
            var glance = EventGlance.At(payload, format);
            _ = payload[glance.Node]; // throws when it is out of bounds
            Assert.True(Enum.IsDefined(glance.Worth));
        }
    }

    private static byte[] Written(int number, int wireType, byte[] content, ulong integer)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory))
        {
            output.WriteTag(number, (WireFormat.WireType)wireType);
            switch (wireType)
            {
                case 0:
                    output.WriteUInt64(integer);
                    break;
                case 1:
                    output.WriteFixed64(integer);
                    break;
                case 2:
                    output.WriteBytes(ByteString.CopyFrom(content));
                    break;
                default:
                    output.WriteFixed32((uint)integer);
                    break;
            }
        }

        return memory.ToArray();
    }

    private static GetEventsResponse? Parsed(byte[] message)
    {
        try
        {
            return GetEventsResponse.Parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
