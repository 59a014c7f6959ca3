using System.Diagnostics;
using System.Globalization;
using System.Net;
using Eyrie.Platform.Tracing;

namespace Eyrie.Sinks.Http;

/// <summary>The span of one request that belongs to a traced delivery. It never says the path or the query: they may be secrets.</summary>
internal readonly struct HttpSpan : IDisposable
{
    private readonly Activity? _span;

    private HttpSpan(Activity? span) => _span = span;

    /// <summary>Begins it, and tells the target of it; without a trace it is nothing.</summary>
    public static HttpSpan Begin(HttpRequestMessage request)
    {
        var span = Activity.Current is { Recorded: true } ? TraceSources.Sinks.StartActivity(request.Method.Method, ActivityKind.Client) : null;
        if (span is not null)
        {
            span.SetTag("http.request.method", request.Method.Method)
                .SetTag("server.address", request.RequestUri?.Host)
                .SetTag("server.port", request.RequestUri?.Port);
            request.Headers.TryAddWithoutValidation("traceparent", span.Id);
        }

        return new(span);
    }

    /// <summary>There is an answer.</summary>
    public void Answered(HttpStatusCode status)
    {
        _span?.SetTag("http.response.status_code", (int)status);
        if ((int)status >= 400)
        {
            Failed(((int)status).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>There is none.</summary>
    public void Failed(string error) => _span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", error);

    public void Dispose() => _span?.Dispose();
}
