using System.Text.Json;
using Eyrie.Enricher.Mapping;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Puts together what a pod's spec and its status say of its containers.</summary>
internal sealed class PodContainers(SharedTexts texts)
{
    private const int Most = 256;
    private const int MostImages = 20_000;

    private readonly List<Spec> _specs = [];
    private readonly List<Status> _statuses = [];
    private readonly Dictionary<(string? Said, string? Id), Image> _images = [];

    public void Clear()
    {
        _specs.Clear();
        _statuses.Clear();
    }

    /// <summary>Reads containers as they are asked for.</summary>
    public void ReadSpecs(ref Utf8JsonReader reader)
    {
        if (!reader.Enter(JsonTokenType.StartArray))
        {
            return;
        }

        while (reader.NextObject())
        {
            var spec = ReadSpec(ref reader);
            if (_specs.Count < Most)
            {
                _specs.Add(spec);
            }
        }
    }

    /// <summary>Reads containers as they run, or ran.</summary>
    public void ReadStatuses(ref Utf8JsonReader reader)
    {
        if (!reader.Enter(JsonTokenType.StartArray))
        {
            return;
        }

        while (reader.NextObject())
        {
            var status = ReadStatus(ref reader);
            if (_statuses.Count < Most)
            {
                _statuses.Add(status);
            }
        }
    }

    /// <summary>Those that have an id; also the one before a restart, whose events may still come.</summary>
    public IReadOnlyList<ContainerFact> ToList()
    {
        var found = new List<ContainerFact>(_statuses.Count);
        foreach (var status in _statuses)
        {
            Add(found, status.Id, status);
            Add(found, status.LastId, status);
        }

        return found.Count == 0 ? [] : found;
    }

    private Spec ReadSpec(ref Utf8JsonReader reader)
    {
        var spec = default(Spec);
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("name"u8))
            {
                spec.Name = reader.Text(texts);
            }
            else if (reader.ValueTextEquals("image"u8))
            {
                spec.Image = reader.Text(texts);
            }
            else if (reader.ValueTextEquals("securityContext"u8))
            {
                spec.Privileged = FlagIn(ref reader, "privileged"u8);
            }
            else
            {
                reader.Skip();
            }
        }

        return spec;
    }

    private static bool FlagIn(ref Utf8JsonReader reader, ReadOnlySpan<byte> property)
    {
        var flag = false;
        if (!reader.Enter(JsonTokenType.StartObject))
        {
            return flag;
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals(property))
            {
                flag = reader.Flag();
            }
            else
            {
                reader.Skip();
            }
        }

        return flag;
    }

    // lastState: {terminated: {containerID}}
    private static string? LastId(ref Utf8JsonReader reader)
    {
        string? id = null;
        if (!reader.Enter(JsonTokenType.StartObject))
        {
            return id;
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("containerID"u8))
            {
                id = reader.Text();
            }
            else if (reader.ValueTextEquals("terminated"u8))
            {
                id = LastId(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return id;
    }

    private Status ReadStatus(ref Utf8JsonReader reader)
    {
        var status = default(Status);
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("name"u8))
            {
                status.Name = reader.Text(texts);
            }
            else if (reader.ValueTextEquals("containerID"u8))
            {
                status.Id = reader.Text();
            }
            else if (reader.ValueTextEquals("image"u8))
            {
                status.Image = reader.Text(texts);
            }
            else if (reader.ValueTextEquals("imageID"u8))
            {
                status.ImageId = reader.Text(texts);
            }
            else if (reader.ValueTextEquals("lastState"u8))
            {
                status.LastId = LastId(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return status;
    }

    private void Add(List<ContainerFact> found, string? id, Status status)
    {
        if (ContainerNames.BareId(id, out var runtime) is not { } bare)
        {
            return;
        }

        var spec = SpecOf(status.Name);
        var image = ImageOf(status.Image is { } said && !said.StartsWith("sha256:", StringComparison.Ordinal) ? said : spec.Image ?? status.Image, status.ImageId);
        found.Add(new()
        {
            Id = bare,
            Runtime = texts.Share(runtime),
            Name = status.Name,
            ImageName = image.Name,
            ImageTag = image.Tag,
            ImageHash = image.Hash,
            Privileged = spec.Name is null ? null : spec.Privileged,
        });
    }

    private Spec SpecOf(string? name)
    {
        foreach (var spec in _specs)
        {
            if (spec.Name is not null && spec.Name == name)
            {
                return spec;
            }
        }

        return default;
    }

    private Image ImageOf(string? said, string? id)
    {
        if (_images.TryGetValue((said, id), out var known))
        {
            return known;
        }

        if (_images.Count >= MostImages)
        {
            _images.Clear();
        }

        var (name, tag, digest) = ContainerNames.SplitImage(said);
        return _images[(said, id)] = new(texts.Share(name), texts.Share(tag), texts.Share(ContainerNames.SplitImage(id).Digest ?? digest));
    }

    private record struct Spec(string? Name, string? Image, bool Privileged);

    private record struct Status(string? Name, string? Id, string? LastId, string? Image, string? ImageId);

    private readonly record struct Image(string? Name, string? Tag, string? Hash);
}
