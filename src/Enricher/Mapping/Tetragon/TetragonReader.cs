using System.Text;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;

namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>An event as it was read.</summary>
/// <param name="Response">What our definitions know of it.</param>
/// <param name="Unknown">Set when the event's type is not one they know.</param>
internal readonly record struct TetragonEvent(GetEventsResponse Response, UnknownTetragonEvent? Unknown);

/// <summary>Reads both forms of Tetragon's events.</summary>
internal static class TetragonReader
{
    private static readonly JsonParser Json = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Reads one binary event.</summary>
    /// <exception cref="FormatException">It is no <c>GetEventsResponse</c> with an event.</exception>
    public static TetragonEvent ReadProtobuf(ReadOnlySpan<byte> payload)
    {
        GetEventsResponse response;
        try
        {
            response = GetEventsResponse.Parser.ParseFrom(payload);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new FormatException($"not a tetragon.GetEventsResponse: {e.Message}", e);
        }

        return response.EventCase is GetEventsResponse.EventOneofCase.None
            ? new(response, UnknownTetragonEvent.FromProtobuf(payload))
            : new(response, null);
    }

    /// <summary>Reads one line of the export.</summary>
    /// <exception cref="FormatException">It is no JSON object with an event.</exception>
    public static TetragonEvent ReadJson(ReadOnlySpan<byte> payload)
    {
        GetEventsResponse response;
        try
        {
            response = Json.Parse<GetEventsResponse>(Encoding.UTF8.GetString(payload));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            // A newer agent's enum value stops the whole event; its process can still be read.
            return UnknownTetragonEvent.FromJson(payload) is { } odd
                ? new(new() { NodeName = odd.NodeName, Time = odd.Time }, odd)
                : throw new FormatException($"not a tetragon.GetEventsResponse in JSON: {e.Message}", e);
        }

        return response.EventCase is not GetEventsResponse.EventOneofCase.None
            ? new(response, null)
            : new(response, UnknownTetragonEvent.FromJson(payload) ?? throw new FormatException("the JSON object has no event"));
    }

    /// <summary>Reads one process out of an event that is otherwise unknown; null when it is none.</summary>
    public static Process? ReadProcess(string json)
    {
        try
        {
            return Json.Parse<Process>(json);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    /// <summary>What protobuf throws at bytes that are none of it, or half of it.</summary>
    public static bool IsUnreadable(Exception e) => e is InvalidProtocolBufferException or InvalidJsonException
        or FormatException or OverflowException or ArgumentException or InvalidOperationException;
}
