using System.Text.Json.Serialization;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>How far a file was read, as a checkpoint keeps it.</summary>
/// <param name="Path">The name it was first seen under.</param>
/// <param name="Id">Which file it is.</param>
/// <param name="IsCompressed">The places are those of its content, not of its bytes.</param>
/// <param name="Offset">Everything before it was read and is durable.</param>
/// <param name="IsSkipping">That is in the middle of a line that is too long.</param>
/// <param name="Fingerprint">Its content, as far as it was read.</param>
/// <param name="Size">Its bytes when it was last read to its end; -1 when there was more.</param>
/// <param name="Modified">When it was last written by then, in nanoseconds since 1970.</param>
internal sealed record Place(
    string Path, FileId Id, bool IsCompressed, long Offset, bool IsSkipping, Fingerprint Fingerprint, long Size, long Modified);

/// <summary>A sensor's places; the checkpoint's file.</summary>
/// <param name="Version">Of the form that the file has.</param>
/// <param name="Files">The places, the oldest first.</param>
internal sealed record SavedPlaces(int Version, IReadOnlyList<Place> Files);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SavedPlaces))]
internal sealed partial class PlacesJson : JsonSerializerContext;
