using System.Net;
using System.Text;

namespace Eyrie.Sinks.Http;

/// <summary>What a target answered, read to its end.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
/// <param name="RetryAfter">How long it asked us to wait; null when it did not say.</param>
/// <param name="Product">The header <c>X-Elastic-Product</c>; null when there is none.</param>
internal sealed record HttpAnswer(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter, string? Product)
{
    private const int MaxExcerptBytes = 2_000;
    private const int MaxExcerptLength = 500;

    /// <summary>The beginning of the body, fit for a log line.</summary>
    public string Excerpt => PlainText.OneLine(
        Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, MaxExcerptBytes))).Trim(), MaxExcerptLength);
}
