using System.Net;
using Eyrie.Platform;
using Eyrie.Sinks.Http;

namespace Eyrie.Sinks.Tests.Http;

public sealed class HttpFailuresTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(302, FailureKind.Fatal)]
    [InlineData(400, FailureKind.Rejected)]
    [InlineData(401, FailureKind.Fatal)]
    [InlineData(403, FailureKind.Fatal)]
    [InlineData(404, FailureKind.Fatal)]
    [InlineData(408, FailureKind.Transient)]
    [InlineData(410, FailureKind.Fatal)]
    [InlineData(413, FailureKind.Rejected)]
    [InlineData(422, FailureKind.Rejected)]
    [InlineData(429, FailureKind.Transient)]
    [InlineData(500, FailureKind.Transient)]
    [InlineData(503, FailureKind.Transient)]
    public void Knows_what_to_do_about_a_status(int status, FailureKind expected) =>
        Assert.Equal(expected, HttpFailures.Classify((HttpStatusCode)status));

    [Theory]
    [InlineData(null, null)]
    [InlineData("0", null)]
    [InlineData("7", 7.0)]
    [InlineData("999999", 900.0)]
    [InlineData("Fri, 02 Jan 2026 03:05:05 GMT", 60.0)]
    [InlineData("Fri, 02 Jan 2026 03:00:00 GMT", null)]
    [InlineData("soon", null)]
    public void Reads_how_long_to_wait(string? header, double? seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("Retry-After", header);

        Assert.Equal(seconds, HttpFailures.RetryAfter(response, Now)?.TotalSeconds);
    }

    [Fact]
    public void Leaves_a_failure_alone_that_is_not_of_the_network() =>
        Assert.Null(HttpFailures.From("slack", new InvalidOperationException("a bug")));
}
