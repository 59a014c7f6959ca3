using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka.Letters;

/// <summary>
/// Looks through <c>dead.v1</c>. A marker is in its letter's partition and behind it, so the markers are read first: what is kept of a topic
/// with millions of letters is a bit each. Not thread-safe; one reading at a time.
/// </summary>
/// <param name="clients">Makes the readers.</param>
/// <param name="topics">The topics.</param>
/// <param name="time">The clock.</param>
public sealed class LetterBox(KafkaClients clients, Topics topics, TimeProvider time) : IDisposable
{
    private readonly Lazy<TopicScan> _scan = new(() => new(clients, topics.Dead, time));

    /// <summary>The letters that are done with, as far as the filter could mean them.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses.</exception>
    public SettledLetters ReadSettled(LetterFilter filter, CancellationToken cancellation)
    {
        var settled = new SettledLetters();
        foreach (var record in _scan.Value.Read(Starts(_scan.Value, filter), settled.ReadTo, cancellation))
        {
            if (record.Message.Headers?.Text(RecordHeaders.Settled) is not null)
            {
                settled.Add(new Letter(record).Id);
            }
        }

        return settled;
    }

    /// <summary>The letters that the filter means and that are not done with, one after the other: nothing of them is kept.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses.</exception>
    public IEnumerable<Letter> Read(LetterFilter filter, SettledLetters settled, CancellationToken cancellation)
    {
        foreach (var letter in ReadAll(filter, cancellation))
        {
            if (letter.Settled is null && settled.Covers(letter.Id) && !settled.Contains(letter.Id) && filter.Takes(letter))
            {
                yield return letter;
            }
        }
    }

    /// <summary>The same with those that are done with.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses.</exception>
    public IEnumerable<Letter> ReadEvenSettled(LetterFilter filter, SettledLetters settled, CancellationToken cancellation)
    {
        foreach (var letter in ReadAll(filter, cancellation))
        {
            if (letter.Settled is null && settled.Covers(letter.Id) && filter.Takes(letter))
            {
                yield return letter;
            }
        }
    }

    /// <summary>The markers that the filter means; times are those of the markers.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses.</exception>
    public IEnumerable<Letter> ReadMarkers(LetterFilter filter, CancellationToken cancellation)
    {
        foreach (var marker in ReadAll(filter, cancellation))
        {
            if (marker.Settled is not null && filter.Takes(marker))
            {
                yield return marker;
            }
        }
    }

    /// <summary>One letter with the markers that are about it, in order; null when there is no such letter.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses.</exception>
    public (Letter Letter, IReadOnlyList<Letter> Markers)? Find(LetterId id, CancellationToken cancellation)
    {
        Letter? found = null;
        var markers = new List<Letter>();
        foreach (var letter in ReadAll(new() { Letters = new HashSet<LetterId> { id } }, cancellation))
        {
            if (letter.Id == id && letter.Settled is null)
            {
                found = letter;
            }
            else if (letter.Id == id)
            {
                markers.Add(letter);
            }
        }

        return found is null ? null : (found, markers);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_scan.IsValueCreated)
        {
            _scan.Value.Dispose();
        }
    }

    private IEnumerable<Letter> ReadAll(LetterFilter filter, CancellationToken cancellation)
    {
        foreach (var record in _scan.Value.Read(Starts(_scan.Value, filter), static (_, _) => { }, cancellation))
        {
            yield return new Letter(record);
        }
    }

    // Letters that are named need their own partitions alone, from themselves on.
    private static List<TopicPartitionOffset> Starts(TopicScan scan, LetterFilter filter)
    {
        var starts = scan.Starts(filter.Since);
        if (filter.Letters.Count == 0 || filter.Events.Count > 0)
        {
            return starts;
        }

        var first = filter.Letters.GroupBy(static letter => letter.Partition).ToDictionary(static group => group.Key, static group => group.Min(letter => letter.Offset));
        return [.. starts.Where(start => first.ContainsKey(start.Partition.Value)).Select(start =>
            new TopicPartitionOffset(start.TopicPartition, Math.Max(first[start.Partition.Value], Math.Max(start.Offset.Value, 0))))];
    }
}
