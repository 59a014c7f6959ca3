namespace Eyrie.Faults;

/// <summary>What can be broken.</summary>
internal enum Fault
{
    KillIngestor,
    StopIngestor,
    StallKafka,
    KillWhileKafkaStalls,
    FillDiskWhileKafkaStalls,
    RestartKafka,
    FillDisk,
    TearSocket,
}
