using Eyrie.Platform;

namespace Eyrie.Sinks.Http;

/// <summary>Sends requests to one target: each has a time limit, each failure has its kind.</summary>
internal sealed class HttpTarget : IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024 * 1024;
    private const int BlockBytes = 16 * 1024;
    private readonly HttpClient _client;
    private readonly string _name;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    /// <param name="name">What the target is called in messages.</param>
    /// <param name="handler">How it is reached.</param>
    /// <param name="timeout">Longest time a request may take, its answer included.</param>
    /// <param name="time">The clock.</param>
    public HttpTarget(string name, HttpMessageHandler handler, TimeSpan timeout, TimeProvider time)
    {
        (_name, _timeout, _time) = (name, timeout, time);
        _client = new(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan, // ours below obeys the clock
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Eyrie");
    }

    /// <summary>The clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>So much of an answer is read and no more: what follows changes nothing. Null: all, and more than 64 MiB is a failure.</summary>
    public int? MostAnswerBytes { get; init; }

    /// <summary>Sends a request.</summary>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="PipelineException">There was no answer, or not in time.</exception>
    public async Task<HttpAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var span = HttpSpan.Begin(request);
        try
        {
            var completion = MostAnswerBytes is null ? HttpCompletionOption.ResponseContentRead : HttpCompletionOption.ResponseHeadersRead;
            using var response = await _client.SendAsync(request, completion, either.Token);
            span.Answered(response.StatusCode);
            var body = await ReadAsync(response.Content, either.Token);
            SentSecrets.Mask(request, body);
            return new(
                response.StatusCode,
                body,
                HttpFailures.RetryAfter(response, _time.GetUtcNow()),
                response.Headers.TryGetValues("X-Elastic-Product", out var product) ? product.First() : null);
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is not OperationCanceledException)
        {
            throw new OperationCanceledException("the host stops", e, cancellation);
        }
        catch (Exception e) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            span.Failed("timeout");
            throw new PipelineException(
                FailureKind.Transient, $"{_name} did not answer within {_timeout.TotalSeconds} s", e);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && HttpFailures.From(_name, e) is { } failure)
        {
            span.Failed(e.GetType().FullName!);
            throw failure;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        if (MostAnswerBytes is not { } most)
        {
            return await content.ReadAsByteArrayAsync(cancellation);
        }

        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var (answer, block) = (new MemoryStream(), new byte[Math.Min(most, BlockBytes)]);
        while (answer.Length < most
            && await stream.ReadAsync(block.AsMemory(0, (int)Math.Min(block.Length, most - answer.Length)), cancellation) is > 0 and var count)
        {
            answer.Write(block, 0, count);
        }

        return answer.ToArray();
    }
}
