using System.Text.Json;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>What a container runtime wrote around a piece of output.</summary>
/// <param name="IsError">It is of the error output: pieces of the two are not joined with each other.</param>
/// <param name="IsPart">The line goes on with the next piece.</param>
internal readonly record struct ContainerLine(bool IsError, bool IsPart)
{
    private static readonly JsonReaderOptions Shallow = new() { MaxDepth = 16 };

    /// <summary>Reads <c>2026-01-02T03:04:05.123456789Z stdout F text</c>, as containerd and CRI-O write.</summary>
    public static bool TryCri(ReadOnlySpan<byte> line, out ContainerLine container, out ReadOnlySpan<byte> text)
    {
        container = default;
        text = default;
        var cursor = new ByteCursor(line);
        if (line is not [>= (byte)'0' and <= (byte)'9', ..] || !LinePrefix.TryIsoTime(ref cursor))
        {
            return false;
        }

        var isError = cursor.TryWord("stderr "u8);
        if ((!isError && !cursor.TryWord("stdout "u8)) || cursor.Next is not ((byte)'F' or (byte)'P'))
        {
            return false;
        }

        container = new(isError, cursor.Next is (byte)'P');
        var rest = cursor.Rest;
        var tags = rest.IndexOf((byte)' ');
        text = tags < 0 ? [] : rest[(tags + 1)..];
        return (tags < 0 ? rest.Length : tags) == 1 || rest[1] == ':';
    }

    /// <summary>Reads <c>{"log":"text\n","stream":"stdout","time":"..."}</c>, as docker's json-file driver writes.</summary>
    /// <param name="line">The line.</param>
    /// <param name="scratch">Where the text goes; it is made larger when it is too small.</param>
    /// <param name="container">What it says.</param>
    /// <param name="length">How long the text is.</param>
    public static bool TryDocker(ReadOnlySpan<byte> line, ref byte[] scratch, out ContainerLine container, out int length)
    {
        (container, length) = (default, -1);
        if (!line.StartsWith("{\"log\":\""u8))
        {
            return false;
        }

        scratch = scratch.Length < line.Length ? new byte[line.Length] : scratch;
        try
        {
            var isError = ReadDocker(line, scratch, out length);
            container = new(isError is true, length == 0 || scratch[length - 1] != '\n');
            return isError is not null && length >= 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // whatever it is, docker did not write it
        }
    }

    /// <summary>Null when there is more in it, or less, than docker writes.</summary>
    private static bool? ReadDocker(ReadOnlySpan<byte> line, byte[] scratch, out int length)
    {
        length = -1;
        bool? isError = null;
        var json = new Utf8JsonReader(line, Shallow);
        json.Read();
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            var isLog = json.ValueTextEquals("log"u8);
            var isStream = json.ValueTextEquals("stream"u8);
            if (!isLog && !isStream && !json.ValueTextEquals("time"u8) && !json.ValueTextEquals("attrs"u8))
            {
                return null;
            }

            json.Read();
            length = isLog ? json.CopyString(scratch) : length;
            isError = isStream ? json.ValueTextEquals("stderr"u8) : isError;
            json.Skip();
        }

        return json.Read() ? null : isError;
    }
}
