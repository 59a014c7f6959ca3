using Confluent.Kafka;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Replay;

/// <summary>One replay: what it remembers of each partition, what it writes, and its account. Not thread-safe.</summary>
internal sealed class ReplayRun(
    ReplayRequest request, EnrichmentPipeline pipeline, EnricherOptions options, DocumentRecords documents, ReplayOutput? output)
{
    // Nobody is told what changed: what is noted of it goes from time to time.
    private const int DropEvery = 500;

    private readonly SortedDictionary<int, Partition> _partitions = [];
    private readonly List<Enriched> _enriched = [];
    private readonly BatchAccount _account = new();
    private long _outside;

    /// <summary>Takes in one record and writes what goes out because of it.</summary>
    public void Take(ConsumeResult<string, byte[]> record, CancellationToken cancellation)
    {
        var partition = PartitionOf(record.Partition.Value);
        _account.Read++;
        switch (pipeline.Take(record, partition.State, _enriched, out _))
        {
            case Intake.Remembered: _account.Remembered++; break;
            case Intake.Duplicate: _account.Duplicates++; break;
            case Intake.Rejected: _account.Rejected++; break;
            default: break;
        }

        Write(cancellation);
        if (++partition.Records % DropEvery == 0)
        {
            StateJournal.DropChanges(partition.State);
        }
    }

    /// <summary>Nothing more comes: alerts that still wait go out with what is known.</summary>
    public void Settle(CancellationToken cancellation)
    {
        foreach (var partition in _partitions.Values)
        {
            while (partition.State.Waiting.First is { } waiting)
            {
                pipeline.Settle(waiting, partition.State, _enriched);
            }

            Write(cancellation);
        }
    }

    /// <summary>The account so far.</summary>
    public ReplayAccount Account => new()
    {
        Read = _account.Read,
        Alerts = _account.Alerts,
        Activity = _account.Activity,
        Outside = _outside,
        Remembered = _account.Remembered,
        Duplicates = _account.Duplicates,
        Rejected = _account.Rejected,
        TooLarge = output?.TooLarge ?? 0,
        Joins = [.. Joins()],
        UpTo = _partitions.Values.Select(partition => partition.State.Clock.Now).DefaultIfEmpty().Max(),
    };

    /// <summary>What is remembered of a partition.</summary>
    internal PartitionState StateOf(int partition) => PartitionOf(partition).State;

    private Partition PartitionOf(int number)
    {
        if (!_partitions.TryGetValue(number, out var partition))
        {
            _partitions.Add(number, partition = new(new(options)));
        }

        return partition;
    }

    private void Write(CancellationToken cancellation)
    {
        foreach (var enriched in _enriched)
        {
            Write(enriched, cancellation);
        }

        _enriched.Clear();
    }

    private void Write(in Enriched enriched, CancellationToken cancellation)
    {
        if (enriched.Problem is not null)
        {
            _account.Rejected++;
            return;
        }

        var (isAlert, closes) = (DocumentRecords.IsAlert(enriched), DocumentRecords.ClosesIncident(enriched));
        if (!IsWanted(enriched.Observation))
        {
            _outside += closes ? 0 : 1;
            return;
        }

        if (output is not null && (isAlert || closes ? request.AlertsTopic : request.ActivityTopic) is { } topic)
        {
            if (Make(enriched) is not { } record)
            {
                _account.Rejected += closes ? 0 : 1;
                return;
            }

            output.Write(topic, record, cancellation);
        }

        if (closes)
        {
            _account.IncidentsClosed++; // no event of its own: the account of events is complete without it
        }
        else if (isAlert)
        {
            _account.Alerts++;
            _account.Joined(enriched.Enrichment.Correlation);
        }
        else
        {
            _account.Activity++;
        }
    }

    // What the live Enricher sets aside is left out here.
    private Message<string, byte[]>? Make(in Enriched enriched)
    {
        try
        {
            return documents.Make(enriched);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private bool IsWanted(Observation observation) =>
        observation.Time >= request.From && observation.Time < request.Until
        && (request.Node is null || request.Node == observation.Node);

    private IEnumerable<(string Method, string Confidence, long Alerts)> Joins()
    {
        foreach (var method in Enum.GetValues<CorrelationMethod>())
        {
            foreach (var confidence in Enum.GetValues<Confidence>().Reverse())
            {
                if (_account.Joins(method, confidence) is > 0 and var alerts)
                {
                    yield return (EyrieSection.Word(method), EyrieSection.Word(confidence), alerts);
                }
            }
        }
    }

    private sealed class Partition(PartitionState state)
    {
        public PartitionState State { get; } = state;

        public long Records { get; set; }
    }
}
