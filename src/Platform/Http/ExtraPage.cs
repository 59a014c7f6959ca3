namespace Eyrie.Platform.Http;

/// <summary>JSON that a process serves beside what all processes serve.</summary>
/// <param name="Path">Where.</param>
/// <param name="Write">Called for each request; from several threads at a time.</param>
public sealed record ExtraPage(string Path, Func<string> Write);
