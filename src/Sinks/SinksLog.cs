using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks;

internal static partial class SinksLog
{
    [LoggerMessage(3001, LogLevel.Information, "Sink {Sink} delivers {Topics} as group {Group}")]
    public static partial void SinkStarted(this ILogger logger, string sink, string topics, string group);

    [LoggerMessage(3002, LogLevel.Warning, "Sink {Sink} did not take a batch, trying on: {Cause}")]
    public static partial void SinkFailing(this ILogger logger, SinkPlace sink, string cause);

    [LoggerMessage(3003, LogLevel.Error,
        "Sink {Sink} has taken nothing for {Seconds} s; its partitions wait, nothing is lost, trying on: {Cause}")]
    public static partial void SinkAway(this ILogger logger, SinkPlace sink, double seconds, string cause);

    [LoggerMessage(3004, LogLevel.Error,
        "Sink {Sink} is refused by its target; its partitions wait until the cause is mended, trying on: {Cause}")]
    public static partial void SinkRefused(this ILogger logger, SinkPlace sink, string cause);

    [LoggerMessage(3005, LogLevel.Information, "Sink {Sink} delivers again after {Seconds} s")]
    public static partial void SinkRecovered(this ILogger logger, SinkPlace sink, double seconds);

    [LoggerMessage(3020, LogLevel.Debug, "Sink {Sink} is not tried for {Seconds} s: the attempts before failed")]
    public static partial void CircuitOpened(this ILogger logger, SinkPlace sink, double seconds);

    [LoggerMessage(3021, LogLevel.Warning,
        "{Topic} could not be read within {Seconds} s, going on: people may be told once more what they were told before. {Cause}")]
    public static partial void NoticesUnread(this ILogger logger, string topic, double seconds, string cause);

    [LoggerMessage(3022, LogLevel.Warning, "What people were told could not be kept on {Topic}: after a restart they may be told once more. {Cause}")]
    public static partial void NoticeUnwritten(this ILogger logger, string topic, string cause);

    [LoggerMessage(3023, LogLevel.Error, "Sink {Sink} stumbled over a notice for {Address}; its alerts go to the dead letters")]
    public static partial void NotifierStumbled(this ILogger logger, Exception cause, string sink, string address);

    [LoggerMessage(3024, LogLevel.Error, "Sink {Sink} could not write dead letters, trying on: {Cause}")]
    public static partial void LettersUnwritten(this ILogger logger, string sink, string cause);

    [LoggerMessage(3006, LogLevel.Warning, "Sink {Sink} put {Count} records on {Topic}, the first because: {Error}")]
    public static partial void RecordsDeadLettered(this ILogger logger, string sink, int count, string topic, string error);

    [LoggerMessage(3007, LogLevel.Warning, "Sink {Sink} lost its session with Kafka, beginning again in {DelaySeconds} s")]
    public static partial void SessionLost(this ILogger logger, Exception cause, string sink, double delaySeconds);

    [LoggerMessage(3008, LogLevel.Warning, "Sink {Sink} could not commit, trying again with the next batch: {Cause}")]
    public static partial void CommitFailed(this ILogger logger, string sink, string cause);

    [LoggerMessage(3009, LogLevel.Warning, "Sink {Sink} waits for a topic: {Cause}; 'eyrie topics create' makes the topics")]
    public static partial void TopicMissing(this ILogger logger, string sink, string cause);

    [LoggerMessage(3010, LogLevel.Debug, "Sink {Sink} hears from Kafka while it waits for its target: {Cause}")]
    public static partial void PollFailed(this ILogger logger, string sink, string cause);

    [LoggerMessage(3011, LogLevel.Warning,
        "Elasticsearch put {Count} documents into the failure store of {DataStream}: they do not fit its mappings")]
    public static partial void FailureStoreUsed(this ILogger logger, int count, string dataStream);

    [LoggerMessage(3012, LogLevel.Debug, "{Url} does not say that it is Elasticsearch; going on")]
    public static partial void ProductUnknown(this ILogger logger, string url);

    [LoggerMessage(3013, LogLevel.Warning, "{Url} does not answer, other nodes of its cluster are asked until it does: {Cause}")]
    public static partial void NodeAway(this ILogger logger, string url, string cause);

    [LoggerMessage(3017, LogLevel.Information, "{Url} answers again")]
    public static partial void NodeBack(this ILogger logger, string url);

    [LoggerMessage(3018, LogLevel.Warning,
        "Elasticsearch, or a proxy before it, takes no body of {Bytes} bytes (413); bodies have at most {Most} from now on: set maxRequestBytes, or allow larger ones there")]
    public static partial void BodyTooLarge(this ILogger logger, long bytes, long most);

    [LoggerMessage(3019, LogLevel.Information, "Elasticsearch {Change}")]
    public static partial void PaceChanged(this ILogger logger, string change);

    [LoggerMessage(3025, LogLevel.Warning, "Events name more than {Most} clusters; those of further ones go to the namespace '{Namespace}'")]
    public static partial void TooManyClusters(this ILogger logger, int most, string @namespace);

    [LoggerMessage(3014, LogLevel.Information, "Elasticsearch: {Resource} {What}")]
    public static partial void TemplateInstalled(this ILogger logger, string resource, string what);

    [LoggerMessage(3015, LogLevel.Warning,
        "Elasticsearch does not take Eyrie's index templates, going on without: what it has decides how documents are mapped. {Cause}")]
    public static partial void TemplateRefused(this ILogger logger, string cause);

    [LoggerMessage(3050, LogLevel.Error, "Sink {Sink}: the routing key in {KeyFile} is refused, paging through the sink's own where there is one: {Cause}")]
    public static partial void RoutingKeyRefused(this ILogger logger, string sink, string keyFile, string cause);

    [LoggerMessage(3051, LogLevel.Warning, "Sink {Sink}: {Url} does not take alerts, other members of its cluster do: {Cause}")]
    public static partial void MemberFailing(this ILogger logger, string sink, string url, string cause);

    [LoggerMessage(3052, LogLevel.Information, "Sink {Sink}: {Url} takes alerts again")]
    public static partial void MemberRecovered(this ILogger logger, string sink, string url);

    [LoggerMessage(3053, LogLevel.Warning,
        "Sink {Sink} cannot ask which alerts fire, it ends those that it has sent itself; others end by themselves after resolveAfter: {Cause}")]
    public static partial void FiringUnknown(this ILogger logger, string sink, string cause);
}
