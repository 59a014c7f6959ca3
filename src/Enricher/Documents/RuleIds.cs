using System.Security.Cryptography;
using System.Text;

namespace Eyrie.Enricher.Documents;

/// <summary>Gives rules and policies ids that stay the same everywhere and for good.</summary>
internal sealed class RuleIds
{
    // Far more rules than anyone has; names come from the sensor, so the cache must not grow with them.
    private const int MostKept = 4096;
    private const int LongestKept = 256;

    private readonly Dictionary<(string Sensor, string Name), string> _ids = [];

    /// <summary>32 hex characters: the first 128 bits of SHA-256 over sensor and name.</summary>
    public string Of(string sensor, string name)
    {
        if (_ids.TryGetValue((sensor, name), out var id))
        {
            return id;
        }

        id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{sensor}\n{name}")).AsSpan(0, 16));
        if (_ids.Count < MostKept && name.Length <= LongestKept)
        {
            _ids.Add((sensor, name), id);
        }

        return id;
    }
}
