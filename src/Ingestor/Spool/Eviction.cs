namespace Eyrie.Ingestor.Spool;

/// <summary>A segment that goes because the disk holds too much.</summary>
/// <param name="Lane">Its lane.</param>
/// <param name="Segment">It.</param>
/// <param name="From">From where on it holds what is nowhere else; null when it holds no such.</param>
/// <param name="Last">The last position of those.</param>
/// <param name="LastNumber">Its number.</param>
internal readonly record struct Eviction(Lane Lane, Segment Segment, SpoolPlace? From, long Last, long LastNumber);
