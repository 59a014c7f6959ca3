using CsCheck;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests.Spool;

/// <summary>Whatever bytes a file holds, reading ends, and finds the same in pieces of any size.</summary>
public sealed class SegmentReaderTests
{
    private static readonly byte[] Marker = [0x0B, 0x72, 0x59, 0xE1];

    // Records, their beginnings, markers with lengths behind them, noise.
    private static readonly Gen<byte[]> Piece = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3_000], Gen.Byte.Array[0, 40], static (kind, size, noise) => kind switch
    {
        0 => noise,
        1 => [.. Marker, .. BitConverter.GetBytes(size), .. noise],
        2 => Record(size, size)[..(size % 30)],
        _ => Record(size, size),
    });

    [Fact]
    public void Ends_whatever_it_reads_and_finds_the_same_in_pieces_of_any_size() =>
        Gen.Select(Piece.Array[0, 20], Gen.Int[16, 5_000]).Sample(
            static (pieces, chunk) =>
            {
                var bytes = pieces.SelectMany(static piece => piece).ToArray();
                using var folder = new TestFolder();
                var whole = Read(folder, bytes, 1_000_000);
                var parts = Read(folder, bytes, chunk);

                Assert.Equal(whole.Select(An.Number), parts.Select(An.Number));
                Assert.All(whole.Zip(parts), static pair => Assert.Equal(pair.First.Event.Payload.ToArray(), pair.Second.Event.Payload.ToArray()));
            },
            iter: 1_000);

    private static List<KeptEvent> Read(TestFolder folder, byte[] bytes, int chunk)
    {
        var path = folder["alert-0000000000000001-0000000000000000.log"];
        File.WriteAllBytes(path, bytes);
        using var segment = Segment.Find(new(path))!;
        var (reader, events, offset, number) = (new SegmentReader(chunk), new List<KeptEvent>(), 0L, 0L);
        while (offset < segment.Bytes)
        {
            var part = reader.Read(segment, offset, number, long.MaxValue, events);
            Assert.True(part.NextOffset > offset, "stands still");
            (offset, number) = (part.NextOffset, part.NextNumber);
        }

        return events;
    }

    private static byte[] Record(int number, int bytes)
    {
        var kept = An.Kept(number, EventWorth.Alert, bytes);
        var target = new byte[RecordCodec.MaxBytes(kept)];
        return target[..RecordCodec.Write(target, kept, number)];
    }
}
