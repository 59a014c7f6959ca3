using System.Globalization;
using System.Text;
using System.Text.Json;
using Eyrie.Platform.Status;
using Eyrie.Platform.Status.Page;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Eyrie.Platform.Http;

/// <summary>Answers <c>/</c>, <c>/livez</c>, <c>/readyz</c>, <c>/status</c> and <c>/metrics</c>, what this process adds, and nothing else.</summary>
internal sealed class OperatingPages(Readiness readiness, MeterProvider? meters, StatusSource? status, IEnumerable<ExtraPage> extra)
{
    private const string Metrics = "/metrics";

    /// <summary>Puts the pages behind a server.</summary>
    public void Serve(WebApplication app)
    {
        app.Use(static (context, next) =>
            HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? next(context) : RefuseMethod(context));
        if (meters is not null)
        {
            app.UseOpenTelemetryPrometheusScrapingEndpoint(
                meters, static context => context.Request.Path == Metrics, path: null, configureBranchedPipeline: null, Options.DefaultName);
        }

        app.Run(AnswerAsync);
    }

    private Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/livez" => WriteAsync(context, StatusCodes.Status200OK, "ok\n"),
        "/readyz" => WriteAsync(context, readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, Describe()),
        "/status" when status is not null => WriteAsync(
            context, StatusCodes.Status200OK, JsonSerializer.Serialize(status.Report(), StatusJson.Default.StatusReport), "application/json"),
        var path when status is not null && StatusPage.At(path) is { } file => WriteFileAsync(context, file),
        var path when extra.FirstOrDefault(page => page.Path == path) is { } page => WriteAsync(context, StatusCodes.Status200OK, page.Write(), "application/json"),
        _ => WriteAsync(context, StatusCodes.Status404NotFound, "there is /, /livez, /readyz, /status and /metrics\n"),
    };

    private string Describe()
    {
        var text = new StringBuilder();
        foreach (var (part, state, reason) in readiness.Parts)
        {
            var word = state switch { PartState.Ready => "ready", PartState.Degraded => "degraded", _ => "not ready" };
            text.Append(CultureInfo.InvariantCulture, $"{part}: {word}");
            AppendLine(text, reason);
        }

        return text.Length > 0 ? text.ToString() : "ready\n";
    }

    private static void AppendLine(StringBuilder text, string reason)
    {
        text.Append(reason.Length > 0 ? ", " : "");
        foreach (var c in reason)
        {
            text.Append(char.IsControl(c) ? ' ' : c); // one line a part, whatever an error's text has in it
        }

        text.Append('\n');
    }

    private static Task RefuseMethod(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET and HEAD\n");
    }

    private static Task WriteFileAsync(HttpContext context, PageFile file)
    {
        StatusPage.Protect(context.Response.Headers);
        return WriteAsync(context, StatusCodes.Status200OK, file.Text, file.Type);
    }

    private static Task WriteAsync(HttpContext context, int status, string text, string type = "text/plain; charset=utf-8")
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = type;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentLength = Encoding.UTF8.GetByteCount(text);
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.WriteAsync(text, context.RequestAborted);
    }
}
