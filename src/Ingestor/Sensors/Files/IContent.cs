namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>What is in a file, as it was written. One implementation for files as they are, one for compressed ones.</summary>
internal interface IContent : IDisposable
{
    /// <summary>What the system says about the file now, through the open file: whatever happened to its name.</summary>
    /// <exception cref="IOException">The system does not answer.</exception>
    FileStat Stat();

    /// <summary>Reads from a place, cheapest in ascending order.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    int Read(Span<byte> into, long offset);

    /// <summary>Fills all of it from a place; fewer only at the end.</summary>
    int ReadAll(Span<byte> into, long offset)
    {
        var total = 0;
        for (var read = -1; read != 0 && total < into.Length; total += read)
        {
            read = Read(into[total..], offset + total);
        }

        return total;
    }
}
