namespace Eyrie.Platform.Kafka;

/// <summary>What stands between us and Kafka, as far as it decides what a person has to do.</summary>
public enum KafkaTroubleKind
{
    /// <summary>No connection, or no answer in time.</summary>
    Unreachable,

    /// <summary>User, password or mechanism are not accepted.</summary>
    Login,

    /// <summary>There is no OAuth token, or the broker does not take it.</summary>
    Token,

    /// <summary>The broker's certificate is not trusted, or has another name.</summary>
    BrokerCertificate,

    /// <summary>The broker wants a certificate of ours, or another one.</summary>
    ClientCertificate,

    /// <summary>The port speaks TLS or SASL and we do not, or the other way round.</summary>
    Protocol,

    /// <summary>The topic is not there.</summary>
    MissingTopic,

    /// <summary>A right (an ACL) is missing.</summary>
    Forbidden,

    /// <summary>The record is larger than the topic takes.</summary>
    TooLarge,

    /// <summary>The broker knows a request not, or not yet.</summary>
    TooOld,

    /// <summary>The brokers are there but cannot store it now: too few replicas, a leader that is being elected.</summary>
    Unready,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>An error of Kafka's, with its likely cause and what to do about it.</summary>
/// <param name="Kind">What kind of trouble it is; as long as it stays the same there is nothing new to say.</param>
/// <param name="Sentence">One line without a full stop, free of control characters, fit for a log.</param>
public sealed record KafkaTrouble(KafkaTroubleKind Kind, string Sentence);
