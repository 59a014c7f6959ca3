using System.Text.Json;

namespace Eyrie.Sinks.File;

/// <summary>Sees to it that a file ends with a whole line.</summary>
internal static class LastLine
{
    private const int MaxLineBytes = 16 * 1024 * 1024;

    /// <summary>Cuts off half a document; ends any other line that has no end, which is not ours.</summary>
    public static void Mend(FileStream file)
    {
        if (file.Length == 0 || At(file, file.Length - 1) is (byte)'\n')
        {
            return;
        }

        var start = StartOf(file);
        if (start is { } at && IsHalfADocument(file, at))
        {
            file.SetLength(at);
        }
        else
        {
            file.Position = file.Length;
            file.WriteByte((byte)'\n');
        }
    }

    private static int At(FileStream file, long position)
    {
        file.Position = position;
        return file.ReadByte();
    }

    // Null when no line of ours is so long.
    private static long? StartOf(FileStream file)
    {
        var block = new byte[64 * 1024];
        for (var end = file.Length; end > 0 && file.Length - end < MaxLineBytes;)
        {
            var start = Math.Max(0, end - block.Length);
            var read = block.AsSpan(0, (int)(end - start));
            file.Position = start;
            file.ReadExactly(read);
            if (read.LastIndexOf((byte)'\n') is >= 0 and var found)
            {
                return start + found + 1;
            }

            end = start;
        }

        return file.Length <= MaxLineBytes ? 0 : null;
    }

    private static bool IsHalfADocument(FileStream file, long start)
    {
        var line = new byte[file.Length - start];
        file.Position = start;
        file.ReadExactly(line);
        if (line[0] is not (byte)'{')
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(line);
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
