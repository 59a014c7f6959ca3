using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.Webhook;

/// <summary>Posts alerts as CloudEvents, signed. What is refused is taken apart until the event is alone that nobody wants.</summary>
internal sealed class WebhookSink(string name, WebhookOptions options, HttpTarget target, TimeProvider time) : IAlertSink, IDisposable
{
    private readonly BatchProgress _progress = new();
    private readonly ArrayBufferWriter<byte> _body = new();

    public async Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        ReadOnlyMemory<Alert> pending = _progress.Resume(batch);
        while (pending.Length > 0)
        {
            var count = Fitting(pending.Span);
            await SendAsync(pending[..count], cancellation);
            pending = pending[count..];
        }

        return _progress.Rejected;
    }

    public BatchProgress Progress => _progress;

    public void Dispose() => target.Dispose();

    // An event has its attributes besides its document: a kilobyte or two are far more than they take.
    private int Fitting(ReadOnlySpan<Alert> alerts)
    {
        const int AttributeBytes = 2_000;
        var most = options.Mode is WebhookMode.Batched ? options.MaxEvents : 1;
        var (count, bytes) = (0, 0L);
        while (count < alerts.Length && count < most
            && ((bytes += alerts[count].Document.Length + AttributeBytes) <= options.MaxRequestBytes || count == 0))
        {
            count++;
        }

        return count;
    }

    private async Task SendAsync(ReadOnlyMemory<Alert> alerts, CancellationToken cancellation)
    {
        var answer = await PostAsync(alerts, cancellation);
        if ((int)answer.Status is >= 200 and < 300)
        {
            foreach (var alert in alerts.Span)
            {
                _progress.Stored(alert);
            }

            return;
        }

        var failure = HttpFailures.From(name, answer);
        if (failure.Kind is not FailureKind.Rejected)
        {
            throw failure;
        }

        if (alerts.Length > 1)
        {
            await SendAsync(alerts[..(alerts.Length / 2)], cancellation);
            await SendAsync(alerts[(alerts.Length / 2)..], cancellation);
        }
        else
        {
            _progress.Reject(alerts.Span[0], failure.Message);
        }
    }

    private async Task<HttpAnswer> PostAsync(ReadOnlyMemory<Alert> alerts, CancellationToken cancellation)
    {
        WriteBody(alerts.Span);
        using var request = new HttpRequestMessage(HttpMethod.Post, Url()) { Content = Content() };
        if (options.Url is not { Length: > 0 })
        {
            request.ConcealUrl();
        }

        WebhookHeaders.Add(request, options);
        Sign(request.Headers, alerts.Span);
        return await target.SendAsync(request, cancellation);
    }

    private void WriteBody(ReadOnlySpan<Alert> alerts)
    {
        _body.ResetWrittenCount();
        if (options.Mode is WebhookMode.Structured)
        {
            CloudEvent.Write(_body, alerts[0], options.Source);
            return;
        }

        _body.Write("["u8);
        for (var i = 0; i < alerts.Length; i++)
        {
            _body.Write(i > 0 ? ","u8 : ""u8);
            CloudEvent.Write(_body, alerts[i], options.Source);
        }

        _body.Write("]"u8);
    }

    private HttpContent Content()
    {
        HttpContent content = options.Gzip ? new ByteArrayContent(Packed(_body.WrittenSpan)) : new ReadOnlyMemoryContent(_body.WrittenMemory);
        content.Headers.ContentType = new MediaTypeHeaderValue(
            options.Mode is WebhookMode.Batched ? "application/cloudevents-batch+json" : "application/cloudevents+json", "utf-8");
        if (options.Gzip)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return content;
    }

    private static byte[] Packed(ReadOnlySpan<byte> body)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }

    private void Sign(HttpRequestHeaders headers, ReadOnlySpan<Alert> alerts)
    {
        var secrets = WebhookSignature.Secrets(options);
        if (secrets.Count > 0)
        {
            var (id, timestamp) = (IdOf(alerts), time.GetUtcNow().ToUnixTimeSeconds());
            headers.Add(WebhookSignature.IdHeader, id);
            headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
            headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(secrets, id, timestamp, _body.WrittenSpan));
        }
    }

    // The same events have the same id however often they are sent. A hash: what stands in a header is never an event's own text.
    private static string IdOf(ReadOnlySpan<Alert> alerts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var alert in alerts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(alert.Id));
            hash.AppendData("\n"u8);
        }

        return $"msg_{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}";
    }

    private string Url()
    {
        var url = options.Url is { Length: > 0 } given ? given : Secret.Read(options.UrlFile);
        return HttpUrls.Problem("url", url) is null
            ? url!
            : throw new PipelineException(FailureKind.Fatal, $"the file {options.UrlFile} does not hold a URL that can be posted to");
    }
}
