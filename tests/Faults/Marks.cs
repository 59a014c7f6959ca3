using System.Buffers.Text;
using System.Globalization;

namespace Eyrie.Faults;

/// <summary>The numbers inside events: <c>#t000000042#</c> is Tetragon's 42nd.</summary>
internal static class Marks
{
    private const int Length = 12;

    public static string Of(char source, int number) => string.Create(CultureInfo.InvariantCulture, $"#{source}{number:000000000}#");

    /// <summary>False for what is not numbered: a sensor's health, for instance.</summary>
    public static bool TryFind(ReadOnlySpan<byte> payload, out char source, out int number)
    {
        (source, number) = ('?', 0);
        for (var at = payload.IndexOf((byte)'#'); at >= 0 && payload.Length - at >= Length;)
        {
            if (payload[at + Length - 1] == (byte)'#' && Utf8Parser.TryParse(payload.Slice(at + 2, 9), out number, out var used) && used == 9)
            {
                source = (char)payload[at + 1];
                return true;
            }

            var next = payload[(at + 1)..].IndexOf((byte)'#');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }
}
