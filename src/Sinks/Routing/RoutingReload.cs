using Eyrie.Platform.Http;
using Eyrie.Sinks.Routing.Reading;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Routing;

/// <summary>Reads the routing files again when they change. What is wrong changes nothing: the routes that held go on, and it is said.</summary>
internal sealed class RoutingReload(
    RoutingFiles files, RoutingBook book, RoutingMetrics metrics, Readiness readiness, TimeProvider time, ILogger<RoutingReload> logger) : BackgroundService
{
    private const string Part = "routing";

    // A mounted ConfigMap is replaced by a link, which no watch on the file sees.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // What is wrong may mend without the files: a secret that comes later than the route.
    private const int LooksBeforeAnotherTry = 10;

    private string _held = files.Fingerprint();
    private string _seen = "";
    private string _told = "";
    private int _looks;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Started();
        readiness.Ready(Part);
        while (files.Exist)
        {
            await Task.Delay(Interval, time, stoppingToken);
            Look();
        }
    }

    /// <summary>Looks at the files.</summary>
    internal void Look()
    {
        // Who writes a file in place empties it first: what looks the same twice is whole.
        var (now, before) = (files.Fingerprint(), _seen);
        _seen = now;
        var again = _told.Length > 0 && ++_looks % LooksBeforeAnotherTry == 0;
        if (now != before || (now == _held && !again))
        {
            return;
        }

        var content = files.Read();
        if (files.Fingerprint() != now)
        {
            return; // written just now: what was read may be half of it
        }

        var isNews = now != _held;
        _held = now;
        if (content.Problems.Count > 0)
        {
            Refuse(content, isNews);
        }
        else
        {
            Take(content);
        }
    }

    private void Take(RoutingContent content)
    {
        book.Take(content);
        _told = "";
        metrics.Taken();
        readiness.Ready(Part);
        logger.RoutingTaken(files.Names, content.Root?.All.Count() ?? 0, content.Silences.Count);
        foreach (var warning in content.Warnings)
        {
            logger.RoutingDoubted(warning);
        }
    }

    private void Refuse(RoutingContent content, bool isNews)
    {
        var problems = string.Join("; ", content.Problems.Select(problem => problem.ToString().ReplaceLineEndings("; ")));
        if (isNews || problems != _told)
        {
            metrics.Refused();
            logger.RoutingRefused(files.Names, problems);
        }

        _told = problems;
        readiness.Degraded(Part, $"what is new in {files.Names} is refused, the routes before it go on; the first of {content.Problems.Count} problems: {content.Problems[0].ToString().ReplaceLineEndings("; ")}");
    }
}
