using System.Text.RegularExpressions;
using Eyrie.Enricher.Explain;

namespace Eyrie.Commands;

/// <summary>An alert as people name it on the command line: the file of its document, <c>-</c> for the standard input, or an id.</summary>
internal static partial class AlertArgument
{
    private const string StandardInput = "-";
    private const long LargestFile = 64 << 20;

    /// <summary>Reads the document that was named; null when it is an id.</summary>
    /// <exception cref="UsageException">It is neither, or cannot be read.</exception>
    public static async Task<AlertDocument?> ReadAsync(string given, CancellationToken cancellation)
    {
        if (given != StandardInput && !File.Exists(given))
        {
            return Id().IsMatch(given) ? null : throw new UsageException($"eyrie: '{given}' is neither a file nor an event's id (32 hex digits, as in event.id)");
        }

        try
        {
            await using var file = given == StandardInput ? Console.OpenStandardInput() : File.OpenRead(given);
            return AlertDocument.Read(await ReadAsync(file, cancellation));
        }
        catch (FormatException e)
        {
            throw new UsageException($"eyrie: {Name(given)}: {Demo.SafeText.OneLine(e.Message)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"eyrie: {Name(given)} cannot be read: {e.Message}");
        }
    }

    private static string Name(string given) => given == StandardInput ? "the standard input" : given;

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream file, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        var part = new byte[81_920];
        while (await file.ReadAsync(part, cancellation) is > 0 and var read)
        {
            content.Write(part, 0, read);
            if (content.Length > LargestFile)
            {
                throw new FormatException("it is larger than any alert; pass one document");
            }
        }

        return content.ToArray();
    }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Id();
}
