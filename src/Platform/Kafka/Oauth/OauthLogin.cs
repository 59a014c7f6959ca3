using Confluent.Kafka;

namespace Eyrie.Platform.Kafka.Oauth;

/// <summary>
/// Gives Kafka clients their tokens when they ask, on the thread that serves them, and keeps that for no longer than
/// <see cref="Patience"/>: an identity provider that takes more is asked on in the background, and the client asks again in 10 s.
/// </summary>
internal sealed class OauthLogin(ITokenSource source, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Several clients start at once, and one that was put off comes back: they share what was just fetched, while it is fresh.
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private Task<OauthToken>? _fetch;
    private long _fetched;
    private TimeSpan _shared;

    /// <summary>Where <c>Kafka:Oauth</c> says; null when it is not configured.</summary>
    public static OauthLogin? Of(KafkaOptions options, TimeProvider time) => options.Oauth switch
    {
        { TokenFile: { } path } => new(new TokenFile(path, time), time),
        { TokenEndpoint: not null } oauth => new(new TokenEndpoint(oauth, time), time),
        _ => null,
    };

    /// <summary>The handler for all kinds of clients.</summary>
    public void Refresh(IClient client, string _)
    {
        var fetch = Fetch();
        try
        {
            if (!((IAsyncResult)fetch).AsyncWaitHandle.WaitOne(Patience))
            {
                client.OAuthBearerSetTokenFailure($"kafka.oauth: no token within {Patience.TotalSeconds} s; waiting on");
                return;
            }

            var token = fetch.GetAwaiter().GetResult();
            client.OAuthBearerSetToken(token.Value, token.Expires.ToUnixTimeMilliseconds(), token.Principal);
        }
        catch (Exception e) when (e is PipelineException or KafkaException or ArgumentException)
        {
            client.OAuthBearerSetTokenFailure(e.Message); // the client says so to its error handler, and asks again in 10 s
        }
    }

    private Task<OauthToken> Fetch()
    {
        lock (_gate)
        {
            var isUsable = _fetch is { IsCompleted: false } || (_fetch is { IsCompletedSuccessfully: true } && time.GetElapsedTime(_fetched) < _shared);
            if (!isUsable)
            {
                _fetch = Task.Run(FetchAsync);
            }

            return _fetch!;
        }
    }

    private async Task<OauthToken> FetchAsync()
    {
        var token = await source.GetAsync(CancellationToken.None);
        lock (_gate)
        {
            var half = (token.Expires - time.GetUtcNow()) / 2;
            (_fetched, _shared) = (time.GetTimestamp(), half < Shared ? half : Shared);
        }

        return token;
    }
}
