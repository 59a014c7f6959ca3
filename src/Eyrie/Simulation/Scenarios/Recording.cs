using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Simulation.Scenarios;

/// <summary>What real sensors said once, ready to be said again.</summary>
internal sealed class Recording
{
    private const string Arrivals = "arrivals.tsv";
    private const string EmbeddedPrefix = "Eyrie.Simulation.Recordings.webshell.";

    /// <summary>Longest pause, in nanoseconds, between two lines of a file that does not say when they arrived.</summary>
    private const long LongestGap = 1_000_000_000;

    private readonly IReadOnlyList<RecordedMessage> _messages;

    private Recording(IReadOnlyList<RecordedMessage> messages, IReadOnlyList<string> skipped)
    {
        _messages = messages;
        Skipped = skipped;
    }

    /// <summary>Lines that could not be read, with the reason.</summary>
    public IReadOnlyList<string> Skipped { get; }

    /// <summary>The web-shell attack on a host that is part of the executable.</summary>
    public static Recording WebShell() => ReadFolder(
        name => typeof(Recording).Assembly.GetManifestResourceStream(EmbeddedPrefix + name), "the embedded recording");

    /// <summary>Opens a folder with <c>arrivals.tsv</c>, or a file of one JSON event a line.</summary>
    /// <param name="path">Folder or file.</param>
    /// <param name="jsonOutput">How alerts in Falco's own JSON are put: as documents, else as lines.</param>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    /// <exception cref="FormatException">It holds no event that can be read.</exception>
    public static Recording Open(string path, bool jsonOutput)
    {
        if (Directory.Exists(path))
        {
            return ReadFolder(name => OpenIfThere(Path.Combine(path, name)), path);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"'{path}' is no scenario: guide, webshell, noise, webshell-recorded, a recording's folder or a .jsonl file");
        }

        using var stream = File.OpenRead(path);
        var lines = RecordedLines.Read(stream, path, jsonOutput);
        return Of(ByTheirOwnTimes(lines.Messages), lines.Skipped, path);
    }

    /// <summary>Plays it from that moment on.</summary>
    /// <param name="start">When the play starts.</param>
    /// <param name="speed">Above 1 is faster; times that are moved are drawn together with it.</param>
    /// <param name="rebase">Moves times to the play; else the very bytes go out.</param>
    public IEnumerable<TimedMessage> Play(EventTime start, double speed, bool rebase)
    {
        foreach (var (offset, anchor, message) in _messages)
        {
            var when = speed == 1 ? offset : (long)(offset / speed);
            var moment = new EventTime(start.UnixNanoseconds + when);
            yield return new(moment - start, rebase ? new TimeShift(anchor, moment, speed).Apply(message) : message);
        }
    }

    private static FileStream? OpenIfThere(string path) => File.Exists(path) ? File.OpenRead(path) : null;

    private static Recording ReadFolder(Func<string, Stream?> open, string name)
    {
        using var arrivals = open(Arrivals) ?? throw new FormatException($"{name} has no {Arrivals}");
        var falco = ReadFalco(open, name);
        var tetragon = ReadLines(open, "tetragon.jsonl", name);
        var messages = new List<RecordedMessage>();
        foreach (var (stream, line, time) in ReadArrivals(arrivals, name))
        {
            var source = stream is "falco-grpc" ? falco : tetragon;
            if (source.Messages.TryGetValue(line, out var message))
            {
                messages.Add(new(default, time, message));
            }
        }

        messages.Sort(static (left, right) => left.Anchor.CompareTo(right.Anchor));
        var first = messages.Count > 0 ? messages[0].Anchor : default;
        return Of([.. messages.Select(
            message => message with { Offset = message.Anchor.UnixNanoseconds - first.UnixNanoseconds })], [.. falco.Skipped, .. tetragon.Skipped], name);
    }

    private static RecordedLines ReadFalco(Func<string, Stream?> open, string name)
    {
        using var binary = open("falco-grpc.binpb");
        return binary is null ? ReadLines(open, "falco-grpc.jsonl", name) : RecordedLines.ReadDelimitedAlerts(binary);
    }

    private static RecordedLines ReadLines(Func<string, Stream?> open, string file, string name)
    {
        using var stream = open(file);
        return stream is null ? RecordedLines.None : RecordedLines.Read(stream, $"{name}/{file}", jsonOutput: false);
    }

    /// <summary>Of the streams only the two gRPC ones are played: what Falco posted over HTTP is the same again.</summary>
    private static IEnumerable<(string Stream, int Line, EventTime Time)> ReadArrivals(Stream arrivals, string name)
    {
        using var reader = new StreamReader(arrivals);
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            if (columns[0] is not ("falco-grpc" or "tetragon-grpc"))
            {
                continue;
            }

            yield return columns.Length == 3
                && int.TryParse(columns[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(columns[2], NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds)
                ? (columns[0], number, new EventTime(nanoseconds))
                : throw new FormatException($"{name}/{Arrivals}: '{line}' is not stream, line, nanoseconds");
        }
    }

    private static List<RecordedMessage> ByTheirOwnTimes(IReadOnlyDictionary<int, SensorMessage> lines)
    {
        var messages = new List<RecordedMessage>();
        var offset = 0L;
        EventTime? previous = null;
        foreach (var (_, message) in lines.OrderBy(static line => line.Key))
        {
            var time = TimeShift.TimeOf(message);
            var gap = previous is { } before ? time.UnixNanoseconds - before.UnixNanoseconds : 0;
            offset += Math.Clamp(gap, 0, LongestGap);
            messages.Add(new(offset, time, message));
            previous = time;
        }

        return messages;
    }

    private static Recording Of(List<RecordedMessage> messages, IReadOnlyList<string> skipped, string name) =>
        messages.Count > 0
            ? new(messages, skipped)
            : throw new FormatException($"{name} holds no event that can be read. {string.Join("; ", skipped.Take(3))}".TrimEnd());
}
