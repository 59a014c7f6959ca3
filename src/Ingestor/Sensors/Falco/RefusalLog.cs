using System.Net;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>
/// Says which requests are refused, since no Falco looks at an answer: the first of a kind at once, then one line a minute with the count.
/// </summary>
internal sealed class RefusalLog(string sensor, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Said, int Count)> _kinds = new(StringComparer.Ordinal);

    /// <summary>A request was refused.</summary>
    public void Refused(string kind, in FalcoHttpAnswer answer, IPAddress? client)
    {
        int count;
        lock (_gate)
        {
            var isKnown = _kinds.TryGetValue(kind, out var last);
            count = last.Count + 1;
            if (isKnown && time.GetElapsedTime(last.Said) < Quiet)
            {
                _kinds[kind] = (last.Said, count);
                return;
            }

            _kinds[kind] = (time.GetTimestamp(), 0);
        }

        logger.HttpRefused(sensor, answer.Status, count, client, kind, answer.Text.TrimEnd());
    }
}
