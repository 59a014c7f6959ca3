using System.Buffers.Text;
using System.Text;

namespace Eyrie.Platform.Tests.Kafka.Oauth;

internal static class A
{
    /// <summary>A JSON Web Token that nobody signed.</summary>
    public static string Token(string claims) => $"{Encode("""{"alg":"none"}""")}.{Encode(claims)}.";

    public static string Token(DateTimeOffset expires, string subject = "eyrie") =>
        Token($$"""{"sub":"{{subject}}","exp":{{expires.ToUnixTimeSeconds()}}}""");

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
