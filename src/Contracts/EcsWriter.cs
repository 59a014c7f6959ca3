using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Eyrie.Contracts;

/// <summary>
/// Writes one ECS document after the other into a buffer that it keeps. What is empty is not there: a value that is null,
/// empty or <c>&lt;NA&gt;</c> is left out, and so is an object in which nothing was written. Not thread-safe.
/// </summary>
public sealed class EcsWriter : IDisposable
{
    // Deep enough for the deepest field of ours; a caller that nests further has a bug.
    private const int MaxDepth = 16;

    // An IPv6 address with a zone.
    private const int LongestAddress = 65;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;
    private readonly (Level Kind, string Name)[] _open = new (Level, string)[MaxDepth];
    private int _depth;
    private int _written;

    // What a level of the document is, so that it can be opened late and closed as what it is.
    private enum Level
    {
        Object,
        Array,
        Item,
    }

    /// <summary>An empty writer.</summary>
    public EcsWriter() => _json = new(_buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>Starts a document; what the last one left is overwritten.</summary>
    public void Begin()
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        (_depth, _written) = (0, 0);
        _json.WriteStartObject();
    }

    /// <summary>Ends the document.</summary>
    /// <returns>Its bytes on one line, valid until the next <see cref="Begin"/>.</returns>
    public ReadOnlyMemory<byte> End()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    /// <summary>Steps into an object; it appears with the first value written in it.</summary>
    public void Open(string name) => Open(Level.Object, name);

    /// <summary>Steps out of the object that was opened last.</summary>
    public void Close()
    {
        _depth--;
        if (_written <= _depth)
        {
            return;
        }

        _written = _depth;
        if (_open[_depth].Kind is Level.Array)
        {
            _json.WriteEndArray();
        }
        else
        {
            _json.WriteEndObject();
        }
    }

    /// <summary>Whether a text says something: sensors write <c>&lt;NA&gt;</c> for what they do not know.</summary>
    public static bool IsSaid(string? value) => value is { Length: > 0 } and not "<NA>";

    /// <summary>Writes a text that says something.</summary>
    public void Write(string name, string? value)
    {
        if (IsSaid(value))
        {
            OpenPending();
            _json.WriteString(name, value);
        }
    }

    /// <summary>Writes a text that says something and was put together in a buffer.</summary>
    public void Write(string name, ReadOnlySpan<char> value)
    {
        if (value.Length > 0 && value is not "<NA>")
        {
            OpenPending();
            _json.WriteString(name, value);
        }
    }

    /// <summary>Writes a number that is known as a text: ECS has keywords that are numbers.</summary>
    public void WriteText(string name, long? value)
    {
        if (value is { } known)
        {
            Span<char> text = stackalloc char[20];
            known.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
            Write(name, text[..length]);
        }
    }

    /// <summary>Writes an address as Elasticsearch takes it: without the zone of a link-local one.</summary>
    public void Write(string name, IPAddress? value)
    {
        if (value is not null)
        {
            Span<char> text = stackalloc char[LongestAddress];
            Write(name, text[..Format(value, text)]);
        }
    }

    /// <summary>Writes a number that is known.</summary>
    public void Write(string name, long? value)
    {
        if (value is { } known)
        {
            OpenPending();
            _json.WriteNumber(name, known);
        }
    }

    /// <summary>Writes a floating-point number that is known and finite.</summary>
    public void Write(string name, double? value)
    {
        if (value is { } known && double.IsFinite(known))
        {
            OpenPending();
            _json.WriteNumber(name, known);
        }
    }

    /// <summary>Writes a truth value that is known.</summary>
    public void Write(string name, bool? value)
    {
        if (value is { } known)
        {
            OpenPending();
            _json.WriteBoolean(name, known);
        }
    }

    /// <summary>Writes a time that is known, with nine fraction digits; what a clock claims of before 1970, where Elasticsearch's nanoseconds begin, is 1970.</summary>
    public void Write(string name, EventTime? value)
    {
        if (value is { } known)
        {
            Span<byte> text = stackalloc byte[30];
            OpenPending();
            _json.WriteString(name, text[..(known.UnixNanoseconds < 0 ? default : known).Format(text)]);
        }
    }

    /// <summary>Writes an array of the texts that say something; none, no array.</summary>
    public void Write(string name, IReadOnlyList<string>? values)
    {
        OpenList(name);
        for (var i = 0; i < values?.Count; i++)
        {
            Add(values[i]);
        }

        Close();
    }

    /// <summary>Writes an array of one text, if it says something.</summary>
    public void WriteOne(string name, string? value)
    {
        OpenList(name);
        Add(value);
        Close();
    }

    /// <summary>Steps into an array; it appears with the first value added to it. <see cref="Close"/> steps out.</summary>
    public void OpenList(string name) => Open(Level.Array, name);

    /// <summary>Adds a text that says something to the array that was opened last.</summary>
    public void Add(string? value)
    {
        if (IsSaid(value))
        {
            OpenPending();
            _json.WriteStringValue(value);
        }
    }

    /// <summary>Adds an address to the array that was opened last.</summary>
    public void Add(IPAddress? value)
    {
        if (value is not null)
        {
            Span<char> text = stackalloc char[LongestAddress];
            OpenPending();
            _json.WriteStringValue(text[..Format(value, text)]);
        }
    }

    /// <summary>Writes an array of objects; one in which nothing is written is not there.</summary>
    /// <param name="name">The array's name.</param>
    /// <param name="values">What to write; null for none.</param>
    /// <param name="with">What <paramref name="item"/> needs to write them: a lambda that captured it would be an object a document.</param>
    /// <param name="item">Writes the fields of one.</param>
    public void Write<T, TWith>(string name, IReadOnlyList<T>? values, TWith with, Action<EcsWriter, T, TWith> item)
    {
        OpenList(name);
        for (var i = 0; i < values?.Count; i++)
        {
            Open(Level.Item, "");
            item(this, values[i], with);
            Close();
        }

        Close();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private static int Format(IPAddress address, Span<char> text)
    {
        address.TryFormat(text, out var length);
        var zone = text[..length].IndexOf('%');
        return zone < 0 ? length : zone;
    }

    private void Open(Level kind, string name) => _open[_depth++] = (kind, name);

    private void OpenPending()
    {
        for (; _written < _depth; _written++)
        {
            var (kind, name) = _open[_written];
            switch (kind)
            {
                case Level.Object: _json.WriteStartObject(name); break;
                case Level.Array: _json.WriteStartArray(name); break;
                default: _json.WriteStartObject(); break;
            }
        }
    }
}
