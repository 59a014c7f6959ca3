using Eyrie.Platform.Kafka.Letters;

namespace Eyrie.Commands.Dead;

/// <summary>What is said of a letter in JSON. Null is left out.</summary>
internal sealed record LetterFacts
{
    public required string Id { get; init; }

    public required string Written { get; init; }

    public string? Settled { get; init; }

    public string? By { get; init; }

    public string? Why { get; init; }

    public string? Stage { get; init; }

    public string? Sink { get; init; }

    public string? Reason { get; init; }

    public string? Error { get; init; }

    public string? EventId { get; init; }

    public string? Rule { get; init; }

    public string? Topic { get; init; }

    public int? Partition { get; init; }

    public long? Offset { get; init; }

    public int Bytes { get; init; }

    public long? BytesBefore { get; init; }

    public static LetterFacts Of(Letter letter)
    {
        var source = letter.Settled is null ? letter.Source : null;
        return new()
        {
            Id = letter.Id.ToString(),
            Written = letter.Written.ToString(),
            Settled = letter.Settled,
            By = Known(letter.By),
            Why = Known(letter.Why),
            Stage = Known(letter.Stage),
            Sink = Known(letter.Sink),
            Reason = Known(letter.Reason),
            Error = Known(letter.Error),
            EventId = Known(letter.EventId),
            Rule = Known(letter.Rule),
            Topic = Known(letter.Topic),
            Partition = source?.Partition.Value,
            Offset = source?.Offset.Value,
            Bytes = letter.Value.Length,
            BytesBefore = letter.Size,
        };
    }

    private static string? Known(string text) => text.Length > 0 ? text : null;
}
