namespace Eyrie.Ingestor.Spool;

/// <summary>What the spool may hold.</summary>
internal sealed record SpoolLimits(int MemoryEvents, long MemoryBytes, long DiskBytes);
