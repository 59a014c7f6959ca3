using Eyrie.Contracts;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>Opens a file to be followed, and finds where to begin in it: where it was read to before, at its start or at its end.</summary>
internal sealed class FileOpening(SensorContext context, SensorFormat format, PastPlaces past, ToldOnce told)
{
    /// <summary>What was there when we came is none of ours: only what is written from now on is read.</summary>
    public bool AtEnd { get; set; }

    /// <summary>Null when it cannot be read, or another file took its name since it was looked at.</summary>
    public TailedFile? Open(string path, in FileStat stat)
    {
        IContent? content = null;
        try
        {
            var handle = PlainContent.Open(path);
            content = RotatedNames.IsCompressed(path) ? new GzipContent(handle) : new PlainContent(handle);
            if (content.Stat().Id != stat.Id)
            {
                content.Dispose();
                return null;
            }

            return Begin(path, stat, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            content?.Dispose();
            told.Tell(path, e.Message);
            return null;
        }
    }

    private TailedFile Begin(string path, in FileStat stat, IContent content)
    {
        var place = past.Find(path, stat.Id, content);
        var file = new TailedFile(path, stat, content, TailedFile.EventsOf(context, format))
        {
            Log = place?.Path ?? path,
            ChangedAt = context.Time.GetTimestamp(),
            IsNew = !AtEnd && place is null or { Offset: 0, Fingerprint.At: 0 },
            IsRotated = place is not null && place.Path != path,
        };
        if (place is not null)
        {
            file.ContinueAt(place);
            file.Read = place.Size >= 0 ? stat with { Size = place.Size, Modified = place.Modified } : null;
            past.Remove(place);
        }
        else if (AtEnd)
        {
            file.StartAtEnd();
        }

        return file;
    }
}
