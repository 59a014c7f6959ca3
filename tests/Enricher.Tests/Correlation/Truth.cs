using System.Globalization;
using System.Text;
using Eyrie.Enricher.Processes;
using Eyrie.Testing;

namespace Eyrie.Enricher.Tests.Correlation;

/// <summary>What was really run while a recording was made: <c>truth.md</c>, which the attack's scripts wrote, with the images of each process.</summary>
internal sealed class Truth
{
    // Tetragon's wall clock against Falco's: an exec's alert is never earlier than this before its image.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(0.1);

    private readonly List<TrueImage> _images = [];
    private readonly Dictionary<long, long> _stepParents = [];
    private readonly Dictionary<string, TrueImage> _bySubject = [];

    private Truth(IEnumerable<string> lines)
    {
        foreach (var line in lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal)))
        {
            var cells = line.Replace("\\|", "\u0001", StringComparison.Ordinal).Split('|', StringSplitOptions.TrimEntries)[1..^1];
            if (cells.Length == 7 && long.TryParse(cells[0], out var pid) && cells[6].Split(':') is [.., var ktime, _])
            {
                _images.Add(new(pid, Long(cells[1]), Time(cells[2]), cells[4], Id(cells[6], ktime, pid)));
            }
            else if (cells.Length == 8 && long.TryParse(cells[2], out var step) && long.TryParse(cells[3], out var parent))
            {
                _stepParents[step] = parent;
            }
        }
    }

    public int Images => _images.Count;

    public static Truth Read(string recording) => new(Samples.Lines($"recordings/{recording}/truth.md"));

    /// <summary>Notes whom each alert is about: the latest image of its own pid, or, where Falco told none, the latest of that program.</summary>
    public void Settle(IEnumerable<Observation> alerts)
    {
        foreach (var alert in alerts)
        {
            var process = alert.Process!;
            var image = _images.Where(image => image.Start <= TimeOfDay(alert) + Tolerance
                && (process.Pid is { } pid ? image.Pid == pid : CommandLines.SameName(process.Name, Path.GetFileName(image.Binary))))
                .MaxBy(image => image.Ktime);
            _bySubject.Add(Key(alert), image ?? throw new InvalidOperationException($"no image for {process.Pid} {process.CommandLine}"));
        }
    }

    public TrueImage Of(Observation alert) => _bySubject[Key(alert)];

    /// <summary>Pids from the parent up to the recording's root; the scripts' own word comes before Tetragon's.</summary>
    public IReadOnlyList<long> AncestryOf(TrueImage image)
    {
        var pids = new List<long>();
        for (var pid = ParentOf(image.Pid); pid > 1 && !pids.Contains(pid); pid = ParentOf(pid))
        {
            pids.Add(pid);
        }

        return pids;
    }

    private long ParentOf(long pid) => _stepParents.GetValueOrDefault(pid) is > 0 and var told ? told
        : _images.Where(image => image.Pid == pid && image.ParentPid != pid).Select(image => image.ParentPid).FirstOrDefault();

    private static string Key(Observation alert) => $"{alert.Time.UnixNanoseconds} {alert.Rule!.Name} {alert.Process!.CommandLine}";

    private static TimeSpan TimeOfDay(Observation alert) => new(alert.Time.UnixNanoseconds / 100 % TimeSpan.TicksPerDay);

    private static long Long(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Time(string text) =>
        TimeSpan.ParseExact(text[..^3], @"hh\:mm\:ss\.fffffff", CultureInfo.InvariantCulture);

    private static ExecId Id(string decoded, string ktime, long pid) =>
        ExecId.TryParse(Convert.ToBase64String(Encoding.UTF8.GetBytes(decoded)), out var id) ? id : throw new FormatException($"{ktime}:{pid}");
}

/// <summary>One program that really ran.</summary>
internal sealed record TrueImage(long Pid, long ParentPid, TimeSpan Start, string Binary, ExecId Id)
{
    public long Ktime => Id.Ktime;
}
