using Eyrie.Contracts;
using Google.Protobuf;
using Response = Eyrie.Protos.Falco.Outputs.response;

namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads the alert that came over gRPC, plain or with the whole JSON document in its <c>output</c>.</summary>
internal static class FalcoProtobuf
{
    /// <summary>Reads one alert.</summary>
    /// <exception cref="FormatException">It is no <c>falco.outputs.response</c> that says anything.</exception>
    public static FalcoAlert Read(ReadOnlySpan<byte> payload)
    {
        var response = Parse(payload);
        if (response.Rule.Length == 0 && response.Output.Length == 0)
        {
            throw new FormatException("not a Falco alert: the message has neither rule nor output");
        }

        var alert = FromDocument(response.Output) ?? new FalcoAlert { Message = response.Output };
        Complete(alert, response);
        return alert;
    }

    private static Response Parse(ReadOnlySpan<byte> payload)
    {
        try
        {
            return Response.Parser.ParseFrom(payload);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or ArgumentException)
        {
            throw new FormatException($"not a falco.outputs.response: {e.Message}", e);
        }
    }

    // With json_output Falco puts the alert's JSON where the line would be. It says more: types, null apart from text.
    private static FalcoAlert? FromDocument(string output)
    {
        if (!output.AsSpan().TrimStart().StartsWith('{'))
        {
            return null;
        }

        try
        {
            var alert = FalcoJson.Read(System.Text.Encoding.UTF8.GetBytes(output));
            return alert.Rule is null ? null : alert;
        }
        catch (FormatException)
        {
            return null; // a line that happens to begin with a brace
        }
    }

    private static void Complete(FalcoAlert alert, Response response)
    {
        alert.Time = response.Time is { } time ? EventTime.From(time.Seconds, time.Nanos) : alert.Time;
        alert.Rule ??= NullIfEmpty(response.Rule);
        alert.Priority ??= (Severity)(7 - Math.Clamp((int)response.Priority, 0, 7));
        alert.Source ??= NullIfEmpty(response.Source);
        alert.Hostname ??= NullIfEmpty(response.Hostname);
        alert.Tags = alert.Tags.Count > 0 ? alert.Tags : [.. response.Tags];
        foreach (var (name, value) in response.OutputFields)
        {
            if (!alert.Fields.ContainsKey(name))
            {
                alert.Add(name, value);
            }
        }
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
