using System.Text.Json;
using Eyrie.Protos.Falco.Outputs;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;

namespace Eyrie.Simulation.Scenarios;

/// <summary>The messages of one file by line number, from 1, and what could not be read.</summary>
internal sealed record RecordedLines(IReadOnlyDictionary<int, SensorMessage> Messages, IReadOnlyList<string> Skipped)
{
    public static readonly RecordedLines None = new(new Dictionary<int, SensorMessage>(), []);

    private static readonly JsonParser Tetragon = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Reads one JSON event a line, of either sensor: Falco's own JSON, or protobuf's.</summary>
    public static RecordedLines Read(Stream stream, string name, bool jsonOutput)
    {
        var messages = new Dictionary<int, SensorMessage>();
        var skipped = new List<string>();
        using var reader = new StreamReader(stream);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                messages.Add(number, Parse(line, jsonOutput));
            }
            catch (Exception e) when (e is JsonException or InvalidProtocolBufferException or FormatException or InvalidOperationException)
            {
                skipped.Add($"{name}:{number}: {e.Message}");
            }
        }

        return new(messages, skipped);
    }

    /// <summary>Reads alerts as protobuf delimits them: each behind its length.</summary>
    public static RecordedLines ReadDelimitedAlerts(Stream stream)
    {
        var messages = new Dictionary<int, SensorMessage>();
        using var input = new CodedInputStream(stream);
        while (!input.IsAtEnd)
        {
            var payload = input.ReadBytes().ToByteArray();
            response.Parser.ParseFrom(payload); // refuses what is no alert before anything is played
            messages.Add(messages.Count + 1, new(payload, null));
        }

        return new(messages, []);
    }

    private static SensorMessage Parse(string line, bool jsonOutput)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty("rule", out _)
            ? SensorMessage.From(FalcoLine.Read(document.RootElement, line, jsonOutput))
            : SensorMessage.From(Tetragon.Parse<GetEventsResponse>(line));
    }
}
