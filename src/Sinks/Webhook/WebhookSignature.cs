using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Eyrie.Platform;

namespace Eyrie.Sinks.Webhook;

/// <summary>
/// Signs requests by the scheme of Standard Webhooks 1.0: HMAC-SHA256 over <c>id.timestamp.body</c>. The timestamp lets a
/// receiver refuse what is played back to it, the id lets it notice what comes twice.
/// </summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string Prefix = "whsec_";
    private const int LeastBytes = 24;

    /// <summary>The secrets in the files, the current one first; none when none are configured.</summary>
    /// <exception cref="PipelineException">Fatal: a file cannot be read, or its secret is too short.</exception>
    public static IReadOnlyList<byte[]> Secrets(WebhookOptions options) =>
        [.. new[] { options.SecretFile, options.OldSecretFile }.Where(file => !string.IsNullOrEmpty(file)).Select(file => Parse(file!, Secret.Read(file)!))];

    /// <summary>The value of <see cref="SignatureHeader"/>: a signature for each secret.</summary>
    /// <param name="secrets">At least one.</param>
    /// <param name="id">Of the request, without full stops.</param>
    /// <param name="timestamp">Seconds since the Unix epoch.</param>
    /// <param name="body">The bytes as they go over the wire, before compression.</param>
    public static string Sign(IReadOnlyList<byte[]> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var start = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var signatures = new List<string>(secrets.Count);
        foreach (var secret in secrets)
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
            hash.AppendData(start);
            hash.AppendData(body);
            signatures.Add($"v1,{Convert.ToBase64String(hash.GetHashAndReset())}");
        }

        return string.Join(' ', signatures);
    }

    private static byte[] Parse(string file, string text)
    {
        var secret = text.StartsWith(Prefix, StringComparison.Ordinal) ? FromBase64(file, text[Prefix.Length..]) : Encoding.UTF8.GetBytes(text);
        return secret.Length >= LeastBytes
            ? secret
            : throw new PipelineException(
                FailureKind.Fatal, $"the secret in {file} has {secret.Length} bytes, at least {LeastBytes} are needed; 'openssl rand -base64 32' makes one");
    }

    private static byte[] FromBase64(string file, string text)
    {
        var secret = new byte[text.Length];
        return Convert.TryFromBase64String(text, secret, out var length)
            ? secret[..length]
            : throw new PipelineException(FailureKind.Fatal, $"the secret in {file} begins with {Prefix}, but what follows is not base64");
    }
}
