using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Routing;

internal static partial class RoutingLog
{
    [LoggerMessage(3101, LogLevel.Information, "{Files} changed: {Routes} routes and {Silences} silences hold now")]
    public static partial void RoutingTaken(this ILogger logger, string files, int routes, int silences);

    [LoggerMessage(3102, LogLevel.Error, "{Files} changed and is refused, the routes before it go on: {Problems}")]
    public static partial void RoutingRefused(this ILogger logger, string files, string problems);

    [LoggerMessage(3103, LogLevel.Warning, "Routing: {Warning}")]
    public static partial void RoutingDoubted(this ILogger logger, string warning);

    [LoggerMessage(3104, LogLevel.Information, "Took {Count} silences away that had been over for a week")]
    public static partial void SilencesSwept(this ILogger logger, int count);

    [LoggerMessage(3105, LogLevel.Debug, "Silences that are over could not be taken away, trying again in an hour: {Cause}")]
    public static partial void SilencesNotSwept(this ILogger logger, string cause);
}
