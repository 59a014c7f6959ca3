using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Demo;
using Eyrie.Platform.Kafka.Letters;

namespace Eyrie.Commands.Dead;

/// <summary>A letter in a line, and the parts of one. Nothing in it moves a cursor.</summary>
internal static class LetterText
{
    private const int LongestError = 200;
    private const int LongestName = 60;

    /// <summary>A letter, or what was done with it.</summary>
    public static string Line(Letter letter) => letter.Settled is { } settled
        ? $"{letter.Id,-10}  {Moment(letter.Written)}  {Safe(settled)} by {Safe(letter.By)}{(letter.Why.Length > 0 ? $": {Safe(letter.Why, LongestError)}" : "")}  ({From(letter)}, {Safe(letter.Reason)}{Event(letter)})"
        : $"{letter.Id,-10}  {Moment(letter.Written)}  {From(letter)}  {Safe(letter.Reason)}{Event(letter)}  {Safe(letter.Error, LongestError)}";

    /// <summary>A moment to the second: more does not help a reader here.</summary>
    public static string Moment(EventTime time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.UnixNanoseconds / 1_000_000_000).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Which stage and sink.</summary>
    public static string From(Letter letter) =>
        letter.Sink.Length > 0 ? $"{Safe(letter.Stage)}/{Safe(letter.Sink)}" : letter.Stage.Length > 0 ? Safe(letter.Stage) : "-";

    /// <summary>Safe to print, on one line.</summary>
    public static string Safe(string text, int longest = LongestName) => SafeText.OneLine(text, longest);

    private static string Event(Letter letter) =>
        $"{(letter.EventId.Length > 0 ? $"  {Safe(letter.EventId)}" : "")}{(letter.Rule.Length > 0 ? $"  [{Safe(letter.Rule)}]" : "")}";
}
