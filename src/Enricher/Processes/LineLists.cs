namespace Eyrie.Enricher.Processes;

/// <summary>The images of each <see cref="LineKey"/> in a list, the one learned last first.</summary>
internal sealed class LineLists
{
    private readonly ImagesBy<uint> _first = new(static image => image.LineKey.GetValueOrDefault());

    /// <summary>The head of a key's list; null when it is empty.</summary>
    public ProcessImage? First(uint key) => _first.Find(key);

    /// <summary>Puts an image in; nothing when its command line is not known.</summary>
    public void Add(ProcessImage image)
    {
        if (image.LineKey is not { } key)
        {
            return;
        }

        if (First(key) is { } first)
        {
            (image.NextOfLine, first.PreviousOfLine) = (first, image);
        }

        _first.Set(image);
    }

    /// <summary>Takes an image out.</summary>
    public void Remove(ProcessImage image)
    {
        if (image.LineKey is not { } key)
        {
            return;
        }

        var (next, previous) = (image.NextOfLine, image.PreviousOfLine);
        if (next is not null)
        {
            next.PreviousOfLine = previous;
        }

        if (previous is not null)
        {
            previous.NextOfLine = next;
        }
        else if (next is not null)
        {
            _first.Set(next);
        }
        else
        {
            _first.Remove(key);
        }

        (image.NextOfLine, image.PreviousOfLine) = (null, null);
    }
}
