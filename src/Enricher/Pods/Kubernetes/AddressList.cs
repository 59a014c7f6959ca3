using System.Net;
using System.Text.Json;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Collects addresses of one object: only what is one, each once, not more than are sensible.</summary>
internal sealed class AddressList
{
    private const int Most = 64;

    private readonly List<string> _addresses = [];

    public void Clear() => _addresses.Clear();

    /// <summary>Takes the text that follows.</summary>
    public void ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        Add(ref reader);
    }

    /// <summary>Takes the texts of the array that follows.</summary>
    public void ReadTexts(ref Utf8JsonReader reader)
    {
        if (!reader.Enter(JsonTokenType.StartArray))
        {
            return;
        }

        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            Add(ref reader);
        }
    }

    /// <summary>Takes one property of the objects in the array that follows.</summary>
    public void ReadObjects(ref Utf8JsonReader reader, ReadOnlySpan<byte> property)
    {
        if (!reader.Enter(JsonTokenType.StartArray))
        {
            return;
        }

        while (reader.NextObject())
        {
            while (reader.NextProperty())
            {
                var isAddress = reader.ValueTextEquals(property);
                reader.Read();
                if (isAddress)
                {
                    Add(ref reader);
                }

                reader.Skip();
            }
        }
    }

    public IReadOnlyList<string> ToList() => _addresses.Count == 0 ? [] : [.. _addresses];

    // A headless service has the address None, a node its name among them.
    private void Add(ref Utf8JsonReader reader)
    {
        if (reader.Value(null) is { } text && _addresses.Count < Most && IPAddress.TryParse(text, out _) && !_addresses.Contains(text))
        {
            _addresses.Add(text);
        }

        reader.Skip();
    }
}
