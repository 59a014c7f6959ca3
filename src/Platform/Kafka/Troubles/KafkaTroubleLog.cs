using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Eyrie.Platform.Kafka.Troubles;

/// <summary>Says what stands between this process and Kafka: once when it begins, however often the clients try.</summary>
internal sealed class KafkaTroubleLog(KafkaOptions options, ILogger logger, TimeProvider time)
{
    // Clients repeat themselves while trouble lasts, at the latest after 30 s: who was quiet for longer has a new one.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(2);

    private readonly KafkaExplanation _explanation = new(options);
    private readonly ConcurrentDictionary<KafkaTroubleKind, long> _seen = new();
    private volatile string? _lastFailure;

    /// <summary>A client met an error; most of them it repairs itself.</summary>
    public void Failed(IClient client, Error error)
    {
        var trouble = error.Code is ErrorCode.Local_AllBrokersDown
            ? _explanation.Connection(_lastFailure)
            : _explanation.Of(error, null, AclOperation.Write);
        if (trouble.Kind is KafkaTroubleKind.Unreachable)
        {
            Unreachable(error, trouble);
        }
        else if (Matters(error, trouble) && IsNews(trouble.Kind))
        {
            logger.KafkaRefused(client.Name, trouble.Sentence);
        }
    }

    /// <summary>A client wrote into its own log.</summary>
    public void Said(LogMessage message)
    {
        if (message.Facility == "FAIL")
        {
            _lastFailure = message.Message[(message.Message.IndexOf("]: ", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0)..];
        }

        logger.KafkaSaid(message.Name, message.Facility, message.Message);
    }

    // One broker of several may be away without anybody noticing. A port that refuses us is no port that nobody is at.
    private void Unreachable(Error error, KafkaTrouble trouble)
    {
        if (error.Code is not ErrorCode.Local_AllBrokersDown)
        {
            Refresh(trouble.Kind);
        }
        else if (!RefusedLately() && IsNews(trouble.Kind))
        {
            logger.KafkaUnreachable(options.BootstrapServers, trouble.Sentence);
        }
    }

    private static bool Matters(Error error, KafkaTrouble trouble) =>
        trouble.Kind is not KafkaTroubleKind.Other || error.IsFatal || KafkaFailures.Classify(error) is FailureKind.Fatal;

    private bool RefusedLately() => _seen.Any(seen => seen.Key is not KafkaTroubleKind.Unreachable && !IsForgotten(seen.Value));

    private void Refresh(KafkaTroubleKind kind)
    {
        if (_seen.TryGetValue(kind, out var seen) && !IsForgotten(seen))
        {
            _seen[kind] = time.GetTimestamp();
        }
    }

    private bool IsNews(KafkaTroubleKind kind)
    {
        var isNews = !_seen.TryGetValue(kind, out var seen) || IsForgotten(seen);
        _seen[kind] = time.GetTimestamp();
        return isNews;
    }

    private bool IsForgotten(long seen) => time.GetElapsedTime(seen) >= Forgotten;
}
