namespace Eyrie.Enricher.Documents;

/// <summary>The digests that ECS has a field for.</summary>
internal static class HashNames
{
    /// <summary>Whether <c>hash.&lt;algorithm&gt;</c> is a field.</summary>
    public static bool IsEcs(string algorithm) => algorithm is "md5" or "sha1" or "sha256" or "sha384" or "sha512";
}
