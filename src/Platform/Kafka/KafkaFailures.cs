using Confluent.Kafka;

namespace Eyrie.Platform.Kafka;

/// <summary>What to do about what Kafka says.</summary>
public static class KafkaFailures
{
    /// <summary>Classifies an error; what nobody can repair by waiting is fatal.</summary>
    public static FailureKind Classify(Error error) => error.Code switch
    {
        ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidRecord or ErrorCode.RecordListTooLarge =>
            FailureKind.Rejected,
        ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Authentication or ErrorCode.UnsupportedSaslMechanism
            or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed
            or ErrorCode.ClusterAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed
            or ErrorCode.Local_InvalidArg or ErrorCode.UnsupportedVersion or ErrorCode.Local_Fatal => FailureKind.Fatal,
        _ when error.IsFatal => FailureKind.Fatal, // an idempotent or transactional producer that cannot be used any more
        _ => FailureKind.Transient,
    };

    /// <summary>The same failure in the pipeline's words.</summary>
    public static PipelineException ToPipeline(this KafkaException e, string doing) =>
        new(Classify(e.Error), $"Kafka: {doing}: {e.Error.Reason} ({e.Error.Code})", e);
}
