using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>Says why a path cannot be followed, once each: it is looked at again and again.</summary>
internal sealed class ToldOnce(string sensor, ILogger logger)
{
    private const int Most = 1_000;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public void Tell(string path, string what)
    {
        if (_told.Count < Most && _told.Add($"{path}\n{what}"))
        {
            logger.FileUnreadable(sensor, path, what);
        }
    }
}
