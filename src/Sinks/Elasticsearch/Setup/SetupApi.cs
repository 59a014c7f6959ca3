using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Platform;
using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>Sends a request to whichever node answers.</summary>
internal delegate Task<HttpAnswer> SendRequest(
    HttpMethod method, string path, Func<HttpContent>? body, CancellationToken cancellation);

/// <summary>Elasticsearch or Kibana as what is set up: JSON in, JSON out, refusals in words.</summary>
/// <param name="name">What it is called in messages.</param>
/// <param name="consolePrefix">What stands before a path in Kibana's console.</param>
/// <param name="send">Sends.</param>
internal sealed class SetupApi(string name, string consolePrefix, SendRequest send)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What it is called in messages.</summary>
    public string Name => name;

    /// <summary>Sends a request; the answer may be a refusal.</summary>
    public async Task<ApiAnswer> SendAsync(SetupRequest request, CancellationToken cancellation) =>
        new(name, await send(request.Method, request.Path, ContentOf(request), cancellation));

    /// <summary>Reads something that may not be there.</summary>
    /// <returns>Null: it is not there.</returns>
    /// <exception cref="PipelineException">It cannot be read.</exception>
    public async Task<JsonNode?> FindAsync(string path, CancellationToken cancellation)
    {
        var answer = await SendAsync(new(this, HttpMethod.Get, path), cancellation);
        return answer.Status is HttpStatusCode.NotFound ? null
            : answer.IsSuccess ? answer.Json ?? throw answer.Failure("the answer is no JSON")
            : throw answer.Failure();
    }

    /// <summary>The request as Kibana's console would take it.</summary>
    public string InConsole(SetupRequest request) => request switch
    {
        { Json: { } json } => $"{request.Method} {consolePrefix}/{request.Path}\n{json.ToJsonString(Indented)}",
        { File: { } file } => $"{request.Method} {consolePrefix}/{request.Path}\n# multipart/form-data: {file.Name}, {file.Content.Length:N0} bytes",
        _ => $"{request.Method} {consolePrefix}/{request.Path}",
    };

    private static Func<HttpContent>? ContentOf(SetupRequest request) => request switch
    {
        { Json: { } json } => () => new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json"),
        { File: { } file } => () => Multipart(file),
        _ => null,
    };

    // Kibana looks at the name's extension, and takes quoted names only.
    private static MultipartFormDataContent Multipart(SetupFile file)
    {
        var part = new ByteArrayContent(file.Content);
        part.Headers.ContentType = new("application/ndjson");
        part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"file\"", FileName = $"\"{file.Name}\"" };
        return new MultipartFormDataContent { part };
    }
}

/// <summary>A file in a request.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">Its bytes.</param>
public sealed record SetupFile(string Name, byte[] Content);

/// <summary>A request that changes something.</summary>
internal sealed record SetupRequest(SetupApi Api, HttpMethod Method, string Path)
{
    /// <summary>Its body; null for none.</summary>
    public JsonNode? Json { get; init; }

    /// <summary>A file to send; null for none.</summary>
    public SetupFile? File { get; init; }

    /// <summary>What is wrong with an answer; null when all is well.</summary>
    public Func<ApiAnswer, string?> Problem { get; init; } = static answer => answer.Problem;

    /// <summary>Sends it.</summary>
    public Task<ApiAnswer> SendAsync(CancellationToken cancellation) => Api.SendAsync(this, cancellation);
}

/// <summary>An answer, and what it says.</summary>
internal sealed class ApiAnswer(string api, HttpAnswer answer)
{
    private readonly Lazy<JsonNode?> _json = new(() => Parse(answer.Body));

    /// <summary>The status.</summary>
    public HttpStatusCode Status => answer.Status;

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body => answer.Body;

    /// <summary>The body as JSON; null when it is none.</summary>
    public JsonNode? Json => _json.Value;

    /// <summary>It was done.</summary>
    public bool IsSuccess => (int)answer.Status is >= 200 and < 300;

    /// <summary>The refusal in words; null when it was done.</summary>
    public string? Problem => IsSuccess ? null : $"{api} answered {(int)answer.Status}: {Words}";

    /// <summary>The target's own words on what is wrong.</summary>
    public string Words =>
        BulkError.ReadAnswer(answer.Body) is { Type: not "error" } error ? $"{error.Type}: {error.Reason}"
        : Json.Text("message") is { Length: > 0 } message ? PlainText.OneLine(message, 1_000)
        : answer.Excerpt;

    /// <summary>The refusal as a failure.</summary>
    public PipelineException Failure(string? words = null)
    {
        var remedy = (int)answer.Status is 401 or 403 ? "; " + Remedy : "";
        var kind = HttpFailures.Classify(answer.Status) is FailureKind.Transient ? FailureKind.Transient : FailureKind.Fatal;
        return HttpFailures.From(kind, api, answer, (words ?? Words) + remedy);
    }

    private string Remedy => (int)answer.Status is 401
        ? "who sets up says who it is by --username with --password-file, or by --api-key-file"
        : api is "Kibana"
            ? "who sets up needs all rights on dashboards, saved objects and security in the space, and on spaces when one is to be made"
            : "who sets up needs the cluster privileges monitor, manage_index_templates, manage_ilm, manage_security and the index privilege manage on logs-eyrie.*";

    private static JsonNode? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
