namespace Eyrie.Ingestor.Spool;

/// <summary>Where a record is on disk.</summary>
/// <param name="Segment">In which file.</param>
/// <param name="Offset">Where in it.</param>
/// <param name="Number">How many were written to its lane before it.</param>
internal readonly record struct SpoolPlace(Segment Segment, long Offset, long Number);
