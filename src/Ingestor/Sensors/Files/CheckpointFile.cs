using System.Text.Json;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// A sensor's places on disk. The file is replaced whole: written beside, synced, renamed. A rename that a power failure undoes leaves the
/// one before, which costs repeats, never events.
/// </summary>
internal sealed class CheckpointFile(string path)
{
    private const int Version = 1;

    public string Path { get; } = path;

    /// <summary>The file of a sensor.</summary>
    public static CheckpointFile Of(SensorContext context) =>
        new(System.IO.Path.Combine(DataFolder.Of(context.Ingestor), "checkpoints", $"{context.Sensor.Name}.json"));

    /// <summary>Reads it; null when there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="JsonException">It is not what we write.</exception>
    public IReadOnlyList<Place>? Load()
    {
        try
        {
            using var file = File.OpenRead(Path);
            var saved = JsonSerializer.Deserialize(file, PlacesJson.Default.SavedPlaces);
            return saved is { Version: Version, Files: { } places } ? places : throw new JsonException($"its version is not {Version}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Replaces it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Save(IReadOnlyList<Place> places)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var beside = $"{Path}.new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, new(Version, places), PlacesJson.Default.SavedPlaces);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, Path, overwrite: true);
    }
}
