using System.Globalization;

namespace Eyrie.Contracts;

/// <summary>A moment as sensors tell it: nanoseconds since the Unix epoch, finer than .NET's 100 ns ticks.</summary>
public readonly record struct EventTime(long UnixNanoseconds) : IComparable<EventTime>
{
    /// <summary>The earliest moment that is told apart from 'not set'.</summary>
    public static readonly EventTime MinValue;

    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly string[] Formats = ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-dd HH:mm:ssK"];

    // Nanoseconds in 64 bits reach from 1677 to 2262; what a sensor claims beyond that is held at the border.
    private const long LastSecond = long.MaxValue / NanosecondsPerSecond;

    /// <summary>From a protobuf Timestamp's two parts; before 1677 and after 2262 it is the nearest moment that can be told.</summary>
    public static EventTime From(long seconds, int nanoseconds) =>
        new((Math.Clamp(seconds, -LastSecond + 1, LastSecond - 1) * NanosecondsPerSecond) + Math.Clamp(nanoseconds, 0, 999_999_999));

    /// <summary>From a clock reading; exact to 100 ns, held as <see cref="From(long, int)"/> does.</summary>
    public static EventTime From(DateTimeOffset time)
    {
        var (seconds, ticks) = Math.DivRem(time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.TicksPerSecond);
        return ticks < 0
            ? From(seconds - 1, (int)(ticks + TimeSpan.TicksPerSecond) * 100)
            : From(seconds, (int)ticks * 100);
    }

    /// <summary>Cut to .NET's 100 ns ticks.</summary>
    public DateTimeOffset ToDateTimeOffset() =>
        new(DateTimeOffset.UnixEpoch.UtcTicks + (UnixNanoseconds / 100), TimeSpan.Zero);

    /// <summary>Reads RFC 3339 with up to nine fraction digits; false when it is something else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EventTime time)
    {
        time = default;
        var fraction = 0L;
        var dot = text.IndexOf('.');
        var end = dot;
        if (dot >= 0)
        {
            var scale = NanosecondsPerSecond;
            for (end = dot + 1; end < text.Length && char.IsAsciiDigit(text[end]); end++)
            {
                scale /= 10;
                fraction += scale * (text[end] - '0');
            }
        }

        Span<char> whole = stackalloc char[40];
        var zone = dot < 0 ? [] : text[end..];
        var length = dot < 0 ? text.Length : dot + zone.Length;
        if (length > whole.Length || (dot >= 0 && end == dot + 1))
        {
            return false;
        }

        (dot < 0 ? text : text[..dot]).CopyTo(whole);
        zone.CopyTo(whole[(length - zone.Length)..]);
        var parsed = DateTimeOffset.TryParseExact(
            whole[..length], Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var seconds);
        time = parsed ? new(From(seconds).UnixNanoseconds + fraction) : default;
        return parsed;
    }

    /// <summary>Writes RFC 3339 in UTC with nine fraction digits: 30 bytes.</summary>
    public int Format(Span<byte> destination)
    {
        var seconds = Math.DivRem(UnixNanoseconds, NanosecondsPerSecond, out var nanoseconds);
        if (nanoseconds < 0)
        {
            (seconds, nanoseconds) = (seconds - 1, nanoseconds + NanosecondsPerSecond);
        }

        DateTimeOffset.FromUnixTimeSeconds(seconds)
            .TryFormat(destination, out _, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        destination[19] = (byte)'.';
        nanoseconds.TryFormat(destination[20..], out _, "D9", CultureInfo.InvariantCulture);
        destination[29] = (byte)'Z';
        return 30;
    }

    /// <inheritdoc cref="Format"/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[30];
        return System.Text.Encoding.ASCII.GetString(text[..Format(text)]);
    }

    /// <inheritdoc/>
    public int CompareTo(EventTime other) => UnixNanoseconds.CompareTo(other.UnixNanoseconds);

    /// <summary>The moment that much later.</summary>
    public static EventTime operator +(EventTime time, TimeSpan span) => new(time.UnixNanoseconds + (span.Ticks * 100));

    /// <summary>The moment that much earlier.</summary>
    public static EventTime operator -(EventTime time, TimeSpan span) => new(time.UnixNanoseconds - (span.Ticks * 100));

    /// <summary>How long after <paramref name="right"/> this is, cut to 100 ns.</summary>
    public static TimeSpan operator -(EventTime left, EventTime right) =>
        new((left.UnixNanoseconds - right.UnixNanoseconds) / 100);

    /// <summary>Earlier.</summary>
    public static bool operator <(EventTime left, EventTime right) => left.UnixNanoseconds < right.UnixNanoseconds;

    /// <summary>Later.</summary>
    public static bool operator >(EventTime left, EventTime right) => left.UnixNanoseconds > right.UnixNanoseconds;

    /// <summary>Not later.</summary>
    public static bool operator <=(EventTime left, EventTime right) => left.UnixNanoseconds <= right.UnixNanoseconds;

    /// <summary>Not earlier.</summary>
    public static bool operator >=(EventTime left, EventTime right) => left.UnixNanoseconds >= right.UnixNanoseconds;
}
