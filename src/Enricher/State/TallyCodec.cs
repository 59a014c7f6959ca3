using System.Globalization;
using System.Text.Json;
using Eyrie.Enricher.Scoring;

namespace Eyrie.Enricher.State;

/// <summary>How counts of what is alike stand in <c>state.v1</c>: under a hash, so that nothing of an event is in a key.</summary>
internal static class TallyCodec
{
    public const string Repeat = "repeat/";
    public const string Spoken = "spoken/";

    public static string KeyOf(string kind, UInt128 key) => string.Create(CultureInfo.InvariantCulture, $"{kind}{key:x32}");

    public static byte[] Write(Tallied known) => JsonSerializer.SerializeToUtf8Bytes(
        new()
        {
            Count = known.Count,
            First = known.First.UnixNanoseconds,
            Last = known.Last.UnixNanoseconds,
            Touched = known.Touched.UnixNanoseconds,
        },
        StateJson.Default.TallyRecord);

    public static void Restore(AlertTally tally, string name, byte[]? value)
    {
        var key = UInt128.Parse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (value is null)
        {
            tally.Remove(key);
        }
        else if (JsonSerializer.Deserialize(value, StateJson.Default.TallyRecord) is { } record)
        {
            tally.Restore(new(key) { Count = record.Count, First = new(record.First), Last = new(record.Last), Touched = new(record.Touched) });
        }
    }
}
