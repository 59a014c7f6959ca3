namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>What the watches of all kinds share.</summary>
internal sealed record WatchServices(ApiServer Server, ClusterSinks Sinks, WatchReport Report, TimeProvider Time, WatchPace Pace, Random Random);
