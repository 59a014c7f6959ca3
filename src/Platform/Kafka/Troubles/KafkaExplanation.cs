using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Eyrie.Platform.Kafka.Troubles;

/// <summary>Turns Kafka's error codes into trouble that a person can act on. What only the text tells is in <see cref="BrokerWords"/>.</summary>
/// <param name="options">How we connect: its keys and files are named in what is said.</param>
internal sealed class KafkaExplanation(KafkaOptions options)
{
    private readonly BrokerWords _words = new(options);

    /// <param name="error">What the client says.</param>
    /// <param name="topic">Where we wanted to write or read; null when it was about no topic.</param>
    /// <param name="operation">What we wanted to do there.</param>
    public KafkaTrouble Of(Error error, string? topic, AclOperation operation) => error.Code switch
    {
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.UnknownTopicId =>
            new(KafkaTroubleKind.MissingTopic, $"{Topic(topic)} is not in Kafka: make it with 'eyrie topics create' (or check topics.prefix)"),
        ErrorCode.TopicAuthorizationFailed => Forbidden($"{operation} on {Topic(topic)}", $"--operation {operation} --topic {topic ?? "TOPIC"}"),
        ErrorCode.GroupAuthorizationFailed => Forbidden("Read on its consumer group", "--operation Read --resource-pattern-type prefixed --group PREFIX"),
        ErrorCode.TransactionalIdAuthorizationFailed => Forbidden(
            "Write on its transactional id",
            "--operation Write --operation Describe --resource-pattern-type prefixed --transactional-id PREFIX"),
        ErrorCode.ClusterAuthorizationFailed => Forbidden(
            "Write on any topic, which an idempotent producer needs (Kafka before 2.8: IdempotentWrite on the cluster)",
            "--operation Write --resource-pattern-type prefixed --topic PREFIX"),
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsgSize => new(
            KafkaTroubleKind.TooLarge,
            $"a record is larger than {Topic(topic)} takes: raise its max.message.bytes with 'eyrie topics create' (a limit of the broker: message.max.bytes)"),
        ErrorCode.UnsupportedVersion or ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedForMessageFormat => new(
            KafkaTroubleKind.TooOld, $"this Kafka is too old for Eyrie, which needs 2.5 or newer{Because(error)}"),
        ErrorCode.UnsupportedSaslMechanism or ErrorCode.IllegalSaslState or ErrorCode.SaslAuthenticationFailed
            or ErrorCode.Local_Authentication => _words.Login(error.Reason),
        ErrorCode.Local_Ssl or ErrorCode.Local_Transport or ErrorCode.Local_Resolve or ErrorCode.Local_AllBrokersDown
            or ErrorCode.Local_TimedOut or ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOutQueue
            or ErrorCode.NetworkException or ErrorCode.RequestTimedOut => Connection(error.Reason),
        ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend => new(
            KafkaTroubleKind.Unready, $"{Topic(topic)} has fewer replicas in sync than its min.insync.replicas: look after the brokers that are away"),
        ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.KafkaStorageError or ErrorCode.BrokerNotAvailable => new(
            KafkaTroubleKind.Unready, $"a partition of {Topic(topic)} has no leader that can store now{Because(error)}"),
        ErrorCode.TopicException => new(
            KafkaTroubleKind.MissingTopic, $"'{BrokerWords.Clean(topic ?? "")}' is no name that Kafka takes for a topic: check topics.prefix"),
        _ => new(KafkaTroubleKind.Other, $"{BrokerWords.Clean(error.Reason ?? "")} ({error.Code})"),
    };

    /// <summary>What the text of a failed connection tells.</summary>
    public KafkaTrouble Connection(string? reason) => _words.Connection(reason);

    private KafkaTrouble Forbidden(string right, string acl) => new(
        KafkaTroubleKind.Forbidden,
        $"Kafka does not let {_words.Who} in: it lacks {right}; for instance kafka-acls --add --allow-principal {Principal} {acl}");

    private string Principal => options.Username is { } name ? $"User:{BrokerWords.Clean(name)}" : "User:NAME";

    private static string Topic(string? topic) => topic is null ? "the topic" : $"the topic {BrokerWords.Clean(topic)}";

    private static string Because(Error error) => string.IsNullOrEmpty(error.Reason) ? "" : $": {BrokerWords.Clean(error.Reason)}";
}
