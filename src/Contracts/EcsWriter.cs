using System.Buffers;
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

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;
    private readonly string[] _open = new string[MaxDepth];
    private int _depth;
    private int _written;

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
    public void Open(string name) => _open[_depth++] = name;

    /// <summary>Steps out of the object that was opened last.</summary>
    public void Close()
    {
        _depth--;
        if (_written > _depth)
        {
            _json.WriteEndObject();
            _written = _depth;
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

    /// <summary>Writes a time that is known, with nine fraction digits.</summary>
    public void Write(string name, EventTime? value)
    {
        if (value is { } known)
        {
            Span<byte> text = stackalloc byte[30];
            OpenPending();
            _json.WriteString(name, text[..known.Format(text)]);
        }
    }

    /// <summary>Writes an array of the texts that say something; none, no array.</summary>
    public void Write(string name, IReadOnlyList<string>? values)
    {
        var started = false;
        for (var i = 0; i < values?.Count; i++)
        {
            if (IsSaid(values[i]))
            {
                started = started || StartArray(name);
                _json.WriteStringValue(values[i]);
            }
        }

        EndArray(started);
    }

    /// <summary>Writes an array of objects; <paramref name="item"/> writes the fields of one.</summary>
    public void Write<T>(string name, IReadOnlyList<T>? values, Action<EcsWriter, T> item)
    {
        if (values is not { Count: > 0 })
        {
            return;
        }

        StartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            _json.WriteStartObject();
            item(this, values[i]);
            _json.WriteEndObject();
        }

        EndArray(started: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private bool StartArray(string name)
    {
        OpenPending();
        _json.WriteStartArray(name);
        return true;
    }

    private void EndArray(bool started)
    {
        if (started)
        {
            _json.WriteEndArray();
        }
    }

    private void OpenPending()
    {
        for (; _written < _depth; _written++)
        {
            _json.WriteStartObject(_open[_written]);
        }
    }
}
