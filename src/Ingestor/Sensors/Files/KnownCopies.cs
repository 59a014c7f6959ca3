using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// Tells by its content whether a file that was never read is a copy, or a compressed part, of one that was: nothing of it is read twice.
/// </summary>
/// <param name="context">The sensor.</param>
/// <param name="files">Those that are followed now.</param>
/// <param name="past">Those that were.</param>
/// <param name="logger">Told of each that was found.</param>
internal sealed class KnownCopies(SensorContext context, IReadOnlyList<TailedFile> files, PastPlaces past, ILogger logger)
{
    /// <summary>A file that was never read may be a copy of one that was: then it goes on where that one stopped.</summary>
    /// <returns>False while that cannot be told: it may be a copy that is still being made.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Recognise(TailedFile file)
    {
        var others = files.Where(other => other != file).Select(other => other.ToPlace());
        var candidates = past.All.Concat(others).Where(place => place.Fingerprint.At > 0 && MayBeCopy(place, file)).ToList();
        var known = candidates.OrderBy(place => place.Fingerprint.At).LastOrDefault(place => place.Fingerprint.Matches(file.Content));
        if (known is not null)
        {
            file.ContinueAt(known);
            HandOn(known);
            logger.CopyRecognised(context.Sensor.Name, file.Path, known.Path, known.Offset);
        }
        else if (!file.IsCompressed && candidates.Exists(place => place.Fingerprint.MayBecome(file.Content, file.Stat.Size))
            && context.Time.GetElapsedTime(file.ChangedAt) < FileTailing.QuietTime)
        {
            return false;
        }

        file.IsNew = known is null && file.Stat.Size == 0; // what it is shows when it has something
        return true;
    }

    private static bool MayBeCopy(Place place, TailedFile file) => file.IsCompressed
        || (place.Path != file.Path && RotatedNames.IsPart(place.Path, file.Path))
        || (place.IsCompressed && file.IsRotated); // it was compressed before it could be told what it is

    /// <summary>A deleted file whose compressed copy is read on: its last line is the copy's.</summary>
    private void HandOn(Place place)
    {
        if (files.FirstOrDefault(file => !file.IsListed && !file.Stat.IsLinked && file.ToPlace() == place) is { } deleted)
        {
            deleted.IsFinished = true;
        }
    }
}
