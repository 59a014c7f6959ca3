namespace Eyrie.Faults;

/// <summary>What one gRPC stream carried, in order, and which life of the Ingestor it went to.</summary>
internal sealed record SentStream(int Life)
{
    public List<int> Numbers { get; } = [];
}
