using System.Buffers.Text;
using System.Text.Json;

namespace Eyrie.Platform.Kafka.Oauth;

/// <summary>Reads what a client may know of a JSON Web Token: until when it is good, and whose it is. Checks no signature: the broker does.</summary>
internal static class JsonWebToken
{
    private const double LatestSecond = 253_402_300_799; // of the year 9999

    /// <summary>False when the text is no such token, or has no time of expiry.</summary>
    public static bool TryRead(string token, out DateTimeOffset expires, out string subject)
    {
        (expires, subject) = (default, "");
        var parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]) || !IsPlain(token))
        {
            return false;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return TryRead(claims.RootElement, out expires, out subject);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether it has only the characters of a bearer token, so that it cannot be mistaken for more than one.</summary>
    public static bool IsPlain(string token) =>
        token.Length > 0 && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/' or '=');

    private static bool TryRead(JsonElement claims, out DateTimeOffset expires, out string subject)
    {
        (expires, subject) = (default, "");
        if (claims.ValueKind is not JsonValueKind.Object
            || !claims.TryGetProperty("exp", out var exp) || exp.ValueKind is not JsonValueKind.Number
            || exp.GetDouble() is not (>= 0 and <= LatestSecond))
        {
            return false;
        }

        expires = DateTimeOffset.FromUnixTimeSeconds((long)exp.GetDouble());
        subject = claims.TryGetProperty("sub", out var sub) && sub.ValueKind is JsonValueKind.String ? sub.GetString()! : "";
        return true;
    }
}
