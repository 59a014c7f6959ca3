using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>The <c>metadata</c> of one object after the other. Not thread-safe: each watch has its own.</summary>
internal sealed class ObjectMetadata(SharedTexts texts, KeptMap labels, KeptMap annotations)
{
    public string? Uid { get; private set; }

    public string? Namespace { get; private set; }

    public string? Name { get; private set; }

    public string? ResourceVersion { get; private set; }

    public EventTime? Created { get; private set; }

    /// <summary>The controller among the owners.</summary>
    public OwnerReference? Owner { get; private set; }

    public IReadOnlyDictionary<string, string> Labels { get; private set; } = KeptMap.None;

    public IReadOnlyDictionary<string, string> Annotations { get; private set; } = KeptMap.None;

    /// <summary>Whether the object can be told from others.</summary>
    public bool IsNamed => Uid is not null && Name is not null;

    /// <summary>Forgets the last object.</summary>
    public void Clear()
    {
        (Uid, Namespace, Name, ResourceVersion, Created, Owner) = (null, null, null, null, null, null);
        (Labels, Annotations) = (KeptMap.None, KeptMap.None);
    }

    /// <summary>Reads it; the reader is on the property's name.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!reader.Enter(JsonTokenType.StartObject))
        {
            return;
        }

        while (reader.NextProperty())
        {
            ReadProperty(ref reader);
        }
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("uid"u8))
        {
            Uid = reader.Text();
        }
        else if (reader.ValueTextEquals("name"u8))
        {
            Name = reader.Text();
        }
        else if (reader.ValueTextEquals("namespace"u8))
        {
            Namespace = reader.Text(texts);
        }
        else if (reader.ValueTextEquals("resourceVersion"u8))
        {
            ResourceVersion = reader.Text();
        }
        else if (reader.ValueTextEquals("creationTimestamp"u8))
        {
            Created = EventTime.TryParse(reader.Text(), out var created) ? created : null;
        }
        else if (reader.ValueTextEquals("ownerReferences"u8))
        {
            ReadOwners(ref reader);
        }
        else if (reader.ValueTextEquals("labels"u8))
        {
            Labels = labels.Read(ref reader);
        }
        else if (reader.ValueTextEquals("annotations"u8))
        {
            Annotations = annotations.Read(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadOwners(ref Utf8JsonReader reader)
    {
        if (!reader.Enter(JsonTokenType.StartArray))
        {
            return;
        }

        while (reader.NextObject())
        {
            ReadOwner(ref reader);
        }
    }

    private void ReadOwner(ref Utf8JsonReader reader)
    {
        var (kind, name, uid, controls) = ((string?)null, (string?)null, (string?)null, false);
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("kind"u8))
            {
                kind = reader.Text(texts);
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                name = reader.Text(texts);
            }
            else if (reader.ValueTextEquals("uid"u8))
            {
                uid = reader.Text(texts);
            }
            else if (reader.ValueTextEquals("controller"u8))
            {
                controls = reader.Flag();
            }
            else
            {
                reader.Skip();
            }
        }

        if (controls && kind is not null && name is not null && uid is not null)
        {
            Owner = new(kind, name, uid);
        }
    }
}
