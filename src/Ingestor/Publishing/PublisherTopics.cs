namespace Eyrie.Ingestor.Publishing;

/// <summary>Where the Ingestor writes.</summary>
internal sealed record PublisherTopics(string Events, string Dead);
