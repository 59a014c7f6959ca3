using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Eyrie.Platform;
using Microsoft.Extensions.Primitives;

namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>
/// Knows the tokens that a client may send. Falco itself can send no header of its choice, but curl inside it makes a Basic one of a name
/// and a password in its URL: the password counts, the name does not.
/// </summary>
internal sealed class FalcoHttpTokens(WatchedFiles<byte[][]> digests)
{
    /// <summary>Reads a file of tokens, one a line, as digests: those are all that is kept and compared.</summary>
    /// <exception cref="PipelineException">Fatal: there is none in it.</exception>
    public static byte[][] Read(string path) =>
        [.. Secret.Read(path)!.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Digest)];

    /// <summary>Whether a header <c>Authorization</c> has one of the tokens; takes equally long whatever is wrong with it.</summary>
    public bool Allow(StringValues authorization)
    {
        var isAllowed = false;
        var sent = Digest(authorization.Count == 1 ? TokenIn(authorization[0]!) : "");
        foreach (var digest in digests.Current)
        {
            isAllowed |= CryptographicOperations.FixedTimeEquals(sent, digest);
        }

        return isAllowed;
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string TokenIn(string authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header) || header.Parameter is not { Length: > 0 } parameter)
        {
            return "";
        }

        return header.Scheme.ToUpperInvariant() switch
        {
            "BEARER" => parameter,
            "BASIC" => PasswordIn(parameter),
            _ => "",
        };
    }

    private static string PasswordIn(string credentials)
    {
        var decoded = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, decoded, out var length))
        {
            return "";
        }

        var text = Encoding.UTF8.GetString(decoded, 0, length);
        return text[(text.IndexOf(':') + 1)..];
    }
}
