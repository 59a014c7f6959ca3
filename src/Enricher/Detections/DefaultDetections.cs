namespace Eyrie.Enricher.Detections;

/// <summary>The detections that come with Eyrie: for our policies, and for executions that need none.</summary>
internal static class DefaultDetections
{
    private const string Resource = "Eyrie.Enricher.Detections.detections.yaml";

    /// <summary>In the order in which they are asked.</summary>
    public static IReadOnlyList<DetectionRule> Rules { get; } = Read();

    private static IReadOnlyList<DetectionRule> Read()
    {
        using var stream = typeof(DefaultDetections).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var read = DetectionsDocument.Read(reader.ReadToEnd(), "built-in detections");
        return read.Problems.Count == 0 ? read.Rules : throw new InvalidOperationException(string.Join("; ", read.Problems));
    }
}
