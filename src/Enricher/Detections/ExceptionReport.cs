using System.Globalization;
using Eyrie.Contracts;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Enricher.Detections;

/// <summary>What a person should know of the exceptions before the Enricher starts with them.</summary>
public static class ExceptionReport
{
    private const int MostNamed = 20;

    /// <summary>A line that counts them, and one for each that is over; none without exceptions, or when the rules are wrong.</summary>
    /// <param name="configuration">What was configured, already checked.</param>
    /// <param name="time">Says which day it is.</param>
    public static IReadOnlyList<string> Lines(IConfiguration configuration, TimeProvider time)
    {
        var options = new EnricherOptions { DetectionsFile = configuration["Enricher:DetectionsFile"] ?? "" };
        if (options.DetectionsFile.Length == 0 || DetectionsFile.Read(options).Set?.Exceptions is not { All.Count: > 0 } exceptions)
        {
            return [];
        }

        var now = EventTime.From(time.GetUtcNow());
        var (over, soon, _) = exceptions.Count(now);
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{exceptions.All.Count}: {over} over, {soon} will be within 14 days"),
            .. exceptions.All.Where(exception => exception.IsOver(now)).Take(MostNamed)
                .Select(exception => $"{exception.Source} is over since {exception.Expires} ({exception.Owner}): take it out, or give it another date"),
        ];
    }
}
