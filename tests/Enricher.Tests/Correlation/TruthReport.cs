using System.Globalization;
using System.Text;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Tests.Correlation;

/// <summary>Counts right, wrong and missing answers about process, parent and ancestry, by method and confidence.</summary>
internal sealed class TruthReport(string title)
{
    private readonly SortedDictionary<string, int[]> _rows = new(StringComparer.Ordinal);
    private readonly List<string> _wrongAtHigh = [];

    /// <summary>Alerts whose process is the right one, whatever the confidence.</summary>
    public int RightProcesses => _rows.Values.Sum(row => row[0]);

    public int RightParents => _rows.Values.Sum(row => row[3]);

    public int RightAncestries => _rows.Values.Sum(row => row[6]);

    public int WrongProcesses => _rows.Values.Sum(row => row[1]);

    /// <summary>What is called sure and is not so.</summary>
    public IReadOnlyList<string> WrongAtHigh => _wrongAtHigh;

    /// <summary>Compares one alert with the truth.</summary>
    public void Add(Enriched alert, Truth truth)
    {
        var image = truth.Of(alert.Observation);
        var (process, correlation) = (alert.Enrichment.Process, alert.Enrichment.Correlation);
        var key = $"{correlation.Method,-20} {correlation.Confidence,-6}";
        var row = _rows.TryGetValue(key, out var known) ? known : _rows[key] = new int[9];
        var found = process?.ExecId is { } execId
            ? ExecId.TryParse(execId, out var id) && id == image.Id
            : process?.Pid is { } pid ? pid == image.Pid : (bool?)null;
        var expected = truth.AncestryOf(image);
        var got = Pids(alert, image.Pid);
        var parent = got.Count == 0 ? (bool?)null : got[0] == expected[0];
        var common = got.Zip(expected).TakeWhile(pair => pair.First == pair.Second).Count();
        var ancestry = got.Count == 0 ? null : common == expected.Count ? true : common < got.Count ? false : (bool?)null;
        foreach (var (at, answer) in new[] { (0, found), (3, parent), (6, ancestry) })
        {
            row[at + (answer is true ? 0 : answer is false ? 1 : 2)]++;
        }

        if (correlation is { Confidence: Confidence.High } && (found is not true || parent is false || ancestry is false))
        {
            _wrongAtHigh.Add($"{alert.Observation.Process!.CommandLine}: image {image.Id}, ancestry {string.Join('<', expected)}, got {process?.Pid}, {string.Join('<', got)}");
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{title,-58} process r/w/m   parent r/w/m    ancestry r/w/m\n");
        foreach (var (key, row) in _rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {key,-56} {row[0],3}/{row[1]}/{row[2],-8} {row[3],3}/{row[4]}/{row[5],-8} {row[6],3}/{row[7]}/{row[8]}\n");
        }

        return text.ToString();
    }

    // Each pid once, the process' own left out; without pids there is nothing to compare.
    private static List<long> Pids(Enriched alert, long own)
    {
        var pids = new List<long>();
        foreach (var ancestor in alert.Enrichment.Ancestors)
        {
            if (ancestor.Pid is { } pid && pid != own && pid > 1 && !pids.Contains(pid))
            {
                pids.Add(pid);
            }
        }

        return pids;
    }
}
