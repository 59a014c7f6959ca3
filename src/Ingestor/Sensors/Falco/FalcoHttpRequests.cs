using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>Answers requests as Falcosidekick does, where it does: any path takes alerts but <c>/ping</c>, <c>/healthz</c> and <c>/test</c>.</summary>
internal sealed class FalcoHttpRequests(
    SensorContext context, FalcoHttpTokens? tokens, FalcoHttpAlerts alerts, RefusalLog refusals, ILogger logger) : IDisposable
{
    private const int LargeBodies = 8;

    private readonly SensorHttpOptions _options = context.Sensor.Http;
    private readonly SensorTag _tag = new(context.Sensor.Name);
    private readonly SemaphoreSlim _places = new(LargeBodies, LargeBodies);

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext http)
    {
        var answer = await DecideAsync(http);
        context.Metrics.HttpAnswered(_tag, answer.Status, answer.Refusal);
        if (answer.Refusal is { } refusal)
        {
            refusals.Refused(refusal, answer, http.Connection.RemoteIpAddress);
        }

        if (answer.Refusal is not HttpRefusals.BrokenOff)
        {
            await WriteAsync(http.Response, answer);
        }
    }

    public void Dispose() => _places.Dispose();

    private async ValueTask<FalcoHttpAnswer> DecideAsync(HttpContext http)
    {
        // The clock runs for the request's arrival first, then for its alerts to be durable.
        using var deadline = new CancellationTokenSource(_options.RequestTimeout, context.Time);
        try
        {
            return await RouteAsync(http.Request, deadline);
        }
        catch (BadHttpRequestException e) when (e.StatusCode is StatusCodes.Status408RequestTimeout)
        {
            return FalcoHttpAnswer.TooSlow;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return FalcoHttpAnswer.TooSlow;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or BadHttpRequestException)
        {
            return FalcoHttpAnswer.BrokenOff;
        }
        catch (Exception e)
        {
            logger.HttpRequestFailed(e, context.Sensor.Name); // one request must not end the others
            return FalcoHttpAnswer.Failed;
        }
    }

    private ValueTask<FalcoHttpAnswer> RouteAsync(HttpRequest request, CancellationTokenSource deadline) => request.Path.Value switch
    {
        "/ping" => new(FalcoHttpAnswer.Pong),
        "/healthz" => new(FalcoHttpAnswer.Healthy),
        _ when tokens?.Allow(request.Headers.Authorization) is false => new(FalcoHttpAnswer.Unauthorized),
        "/test" => alerts.KeepTestAsync(deadline),
        _ when !HttpMethods.IsPost(request.Method) => new(FalcoHttpAnswer.WrongMethod),
        _ => TakeAsync(request, deadline),
    };

    private async ValueTask<FalcoHttpAnswer> TakeAsync(HttpRequest request, CancellationTokenSource deadline)
    {
        using var body = new FalcoHttpBody(_options.MaxBodyBytes, _places);
        await body.ReadAsync(request.Body, deadline.Token);
        if (body.IsTooLarge)
        {
            return alerts.RejectTooLarge(body);
        }

        switch (Encoding(request.Headers.ContentEncoding))
        {
            case "":
                return await alerts.KeepAsync(body, deadline);
            case "gzip":
                return await UnpackAsync(body, deadline);
            default:
                alerts.Reject(body.Bytes, "it is packed in a way that is not known: send it as it is, or with gzip");
                return FalcoHttpAnswer.WrongEncoding;
        }
    }

    private async ValueTask<FalcoHttpAnswer> UnpackAsync(FalcoHttpBody body, CancellationTokenSource deadline)
    {
        try
        {
            using var unpacked = await body.UnpackAsync(deadline.Token);
            return unpacked.IsTooLarge ? alerts.RejectTooLarge(unpacked) : await alerts.KeepAsync(unpacked, deadline);
        }
        catch (InvalidDataException)
        {
            const string Problem = "it is not gzip, although Content-Encoding says so";
            alerts.Reject(body.Bytes, Problem);
            return FalcoHttpAnswer.NotAnAlert(Problem);
        }
    }

    private static string Encoding(StringValues header) => header.ToString().Trim().ToLowerInvariant() switch
    {
        "" or "identity" => "",
        "gzip" or "x-gzip" => "gzip",
        var other => other,
    };

    private static Task WriteAsync(HttpResponse response, in FalcoHttpAnswer answer)
    {
        response.StatusCode = answer.Status;
        if (answer.Status is StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = HttpMethods.Post;
        }
        else if (answer.Status is StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }
        else if (answer.Status is StatusCodes.Status408RequestTimeout or StatusCodes.Status413PayloadTooLarge)
        {
            response.Headers.Connection = "close"; // the rest of it is not read
        }

        if (answer.Text.Length == 0)
        {
            response.ContentLength = 0;
            return Task.CompletedTask;
        }

        response.ContentType = answer.ContentType;
        return response.WriteAsync(answer.Text);
    }
}
