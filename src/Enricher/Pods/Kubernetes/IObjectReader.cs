using System.Text.Json;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>
/// Reads objects of one kind from the API's bytes. All kinds are alike: metadata, a spec, a status; the walk over them is here, what is to be
/// kept of them is said by one implementation a kind. Not thread-safe.
/// </summary>
internal interface IObjectReader
{
    /// <summary>The metadata of the last object that was read.</summary>
    ObjectMetadata Metadata { get; }

    /// <summary>Reads one object.</summary>
    /// <param name="reader">On the object's beginning; at its end afterwards.</param>
    /// <returns>Null when it has no uid or name.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">It has a text that is no UTF-8.</exception>
    sealed IClusterObject? Read(ref Utf8JsonReader reader)
    {
        Metadata.Clear();
        Clear();
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                Metadata.Read(ref reader);
            }
            else if (reader.ValueTextEquals("spec"u8))
            {
                Read(ref reader, isSpec: true);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                Read(ref reader, isSpec: false);
            }
            else
            {
                reader.Skip();
            }
        }

        return Metadata.IsNamed ? Made() : null;
    }

    /// <summary>Forgets the last object.</summary>
    protected void Clear()
    {
    }

    /// <summary>Reads a property of the spec; false, without reading on, when nothing of it is kept.</summary>
    protected bool ReadSpec(ref Utf8JsonReader reader) => false;

    /// <summary>The same of the status.</summary>
    protected bool ReadStatus(ref Utf8JsonReader reader) => false;

    /// <summary>The object, from what was read of it; it has a uid and a name. Null when it lacks what its kind must have.</summary>
    protected IClusterObject? Made();

    private void Read(ref Utf8JsonReader reader, bool isSpec)
    {
        if (!reader.Enter(JsonTokenType.StartObject))
        {
            return;
        }

        while (reader.NextProperty())
        {
            if (!(isSpec ? ReadSpec(ref reader) : ReadStatus(ref reader)))
            {
                reader.Skip();
            }
        }
    }
}
