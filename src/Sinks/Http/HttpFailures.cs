using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using Eyrie.Platform;

namespace Eyrie.Sinks.Http;

/// <summary>What to do about what a target says, or about its silence.</summary>
internal static class HttpFailures
{
    /// <summary>The longest wait that a target can impose on us.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(15);

    /// <summary>Classifies a status that is not a success. Where only a person can help, nothing is wrong with the alerts.</summary>
    public static FailureKind Classify(HttpStatusCode status) => (int)status switch
    {
        408 or 421 or 425 or 429 or >= 500 => FailureKind.Transient,
        < 400 or 401 or 402 or 403 or 404 or 405 or 406 or 407 or 410 or 415 or 426 => FailureKind.Fatal,
        _ => FailureKind.Rejected,
    };

    /// <summary>The failure that an answer is.</summary>
    public static PipelineException From(string target, HttpAnswer answer) =>
        From(Classify(answer.Status), target, answer, answer.Excerpt);

    /// <summary>The failure that an answer is, by who knows the target's words better.</summary>
    public static PipelineException From(FailureKind kind, string target, HttpAnswer answer, string words) =>
        new(kind, $"{target} answered {(int)answer.Status}{(words.Length > 0 ? $": {words}" : "")}")
        {
            RetryAfter = answer.RetryAfter,
        };

    /// <summary>The failure of a request that got no answer; null when it is none of the network's.</summary>
    public static PipelineException? From(string target, Exception failure) => failure switch
    {
        HttpRequestException { InnerException: (AuthenticationException or CryptographicException) and { } cause } e => new(
            FailureKind.Fatal, $"{target}: no TLS session: {cause.Message}", e),
        HttpRequestException { InnerException: { } cause } e => new(
            FailureKind.Transient, $"{target} cannot be reached: {cause.Message}", e),
        HttpRequestException or IOException or InvalidDataException => new( // the last: a packed answer that is damaged
            FailureKind.Transient, $"{target} cannot be reached: {failure.Message}", failure),
        _ => null,
    };

    /// <summary>How long an answer asks us to wait, by seconds or by date; null when it does not say, or says not at all.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => TimeSpan.Zero,
        };
        return asked <= TimeSpan.Zero ? null : asked < MaxRetryAfter ? asked : MaxRetryAfter;
    }
}
