using System.Text.Json;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Walks over an object of the API: takes what has the shape that is expected, skips the rest, keeps no long text.</summary>
internal static class ObjectJson
{
    /// <summary>Longest name, uid, label or address that is kept; the API allows 253 characters of a name.</summary>
    public const int LongestText = 512;

    /// <summary>The fields that servers fill nest to about 20.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>Steps into the value that follows; false, and over it, when it is something else.</summary>
    public static bool Enter(this ref Utf8JsonReader reader, JsonTokenType start)
    {
        reader.Read();
        if (reader.TokenType == start)
        {
            return true;
        }

        reader.Skip();
        return false;
    }

    /// <summary>Goes to the next property of an object; false at its end.</summary>
    public static bool NextProperty(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType is JsonTokenType.PropertyName;

    /// <summary>Goes to the next object of an array, over whatever else is in it; false at its end.</summary>
    public static bool NextObject(this ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartObject)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>The text that follows; null when it is none, empty or too long for a name.</summary>
    /// <param name="reader">On the property's name.</param>
    /// <param name="shared">Where it is worth looking for the same text; null: it is this object's alone.</param>
    public static string? Text(this ref Utf8JsonReader reader, SharedTexts? shared = null)
    {
        reader.Read();
        var text = reader.Value(shared);
        reader.Skip();
        return text;
    }

    /// <summary>The text that the reader is on.</summary>
    /// <exception cref="InvalidOperationException">It is no UTF-8.</exception>
    public static string? Value(this ref readonly Utf8JsonReader reader, SharedTexts? shared)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || Length(in reader) is 0 or > LongestText)
        {
            return null;
        }

        Span<char> text = stackalloc char[LongestText];
        text = text[..reader.CopyString(text)];
        return shared is null ? text.ToString() : shared.Share(text);
    }

    /// <summary>Whether what follows is <c>true</c>.</summary>
    public static bool Flag(this ref Utf8JsonReader reader)
    {
        reader.Read();
        var flag = reader.TokenType is JsonTokenType.True;
        reader.Skip();
        return flag;
    }

    private static long Length(ref readonly Utf8JsonReader reader) =>
        reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
}
