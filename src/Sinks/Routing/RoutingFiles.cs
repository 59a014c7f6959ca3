using System.Security.Cryptography;
using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.Reading;

namespace Eyrie.Sinks.Routing;

/// <summary>The files that routing is written in.</summary>
/// <param name="options">Where they are.</param>
/// <param name="sinks">The sinks there are.</param>
/// <param name="only">The sinks that run here; empty for all. Secrets of the others need not be here.</param>
internal sealed class RoutingFiles(RoutingOptions options, IReadOnlyDictionary<string, RoutedSink> sinks, IReadOnlyCollection<string> only)
{
    /// <summary>There is something to read.</summary>
    public bool Exist => options.File.Length > 0 || options.SilencesFile.Length > 0;

    /// <summary>Their names, for people.</summary>
    public string Names => string.Join(", ", new[] { options.File, options.SilencesFile }.Where(file => file.Length > 0));

    /// <summary>Reads them.</summary>
    public RoutingContent Read()
    {
        var content = RoutingReading.Read(options.File, options.SilencesFile, sinks);
        return content with { Problems = [.. content.Problems.Where(problem => !problem.MattersInUse || IsUsedHere(problem))] };
    }

    /// <summary>What is in them; other when one has changed. Links are followed: a mounted ConfigMap is one.</summary>
    public string Fingerprint() => Hash(options.File) + Hash(options.SilencesFile);

    private bool IsUsedHere(ConfigurationProblem problem) =>
        only.Count == 0 || only.Any(sink => problem.Key.Contains($".sinks.{sink}.", StringComparison.OrdinalIgnoreCase));

    private static string Hash(string path)
    {
        try
        {
            if (path.Length == 0)
            {
                return "-";
            }

            using var file = System.IO.File.OpenRead(path);
            return Convert.ToHexString(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "?"; // gone, or being replaced: reading it says what is wrong
        }
    }
}
