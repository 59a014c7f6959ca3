using Eyrie.Platform;

namespace Eyrie.Sinks.Elasticsearch;

/// <summary>What to do about what became of a document.</summary>
internal static class BulkItems
{
    /// <summary>Null when it is stored; 409 says that it was stored before.</summary>
    public static FailureKind? Classify(in BulkItem item) => item switch
    {
        { Status: >= 200 and < 300 or 409 } => null,
        { Status: 429 or >= 500 } => FailureKind.Transient,
        { Status: 401 or 403 or 404 } => FailureKind.Fatal, // privileges, write blocks, a data stream that may not be made
        { ErrorType: "validation_exception" } => FailureKind.Fatal, // the cluster is full: no more shards allowed
        { Status: >= 400 } => FailureKind.Rejected,
        _ => FailureKind.Transient,
    };
}
