using Confluent.Kafka;
using Eyrie.Enricher;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.State;
using Eyrie.Enricher.Steps;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Benchmarks;

/// <summary>
/// Measures what the Enricher does with events, Kafka left out: map, process table, join, document, records of <c>state.v1</c>. With few and with
/// many processes remembered, in turns.
/// </summary>
internal sealed class EnrichmentLoad
{
    private const int Batch = 500;

    private readonly EnricherOptions _options = new() { MaxProcesses = 4_000_000 };

    public static async Task RunAsync(EnrichmentLoadOptions options, TextWriter output)
    {
        int[] sizes = [options.Few, options.Many];
        await output.WriteLineAsync(Machine.Describe());
        await output.WriteLineAsync($"{options.Events} events a round, {Batch} a batch, one thread");
        await output.WriteLineAsync();
        await output.WriteLineAsync(StageResult.Header);
        var load = new EnrichmentLoad();
        var runs = sizes.Select(size => load.Prepare(size)).ToList();
        var costs = runs.Select(_ => new List<double>()).ToList();
        for (var round = 0; round <= options.Rounds; round++)
        {
            for (var i = 0; i < runs.Count; i++)
            {
                var result = runs[i].Play(options.Events, $"{sizes[i]:#,0} processes");
                await output.WriteLineAsync(result.Row(round) + (round == 0 ? " (warm-up)" : ""));
                if (round > 0)
                {
                    costs[i].Add(result.Cpu.TotalSeconds * 1_000_000 / result.Events);
                }
            }
        }

        runs.ForEach(run => run.Dispose());
        var (few, many) = (Median(costs[0]), Median(costs[1]));
        await output.WriteLineAsync();
        await output.WriteLineAsync(
            $"CPU an event, median: {few:0.0} us with {sizes[0]:#,0}, {many:0.0} us with {sizes[1]:#,0} processes: {many / few:0.00} times; "
            + $"{1_000_000 / few:#,0} and {1_000_000 / many:#,0} events/s a core");
    }

    private Run Prepare(int tracked)
    {
        var state = new PartitionState(_options);
        var source = new EnrichmentEvents(tracked);
        source.Fill(state);
        StateJournal.TakeChanges(state, [], NullLogger.Instance);
        var options = Options.Create(_options);
        var detector = new Detector(options);
        return new(source, state, new(
            detector, new Correlator(options), [new PodStep(new NoPods()), new ExceptionStep(detector), new IncidentStep(options), new RelatedStep()], options));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class Run(EnrichmentEvents source, PartitionState state, EnrichmentPipeline pipeline) : IDisposable
    {
        private readonly DocumentRecords _documents = new(new(), TimeProvider.System);
        private readonly List<Enriched> _output = [];
        private readonly List<Message<string, byte[]>> _changes = [];

        public void Dispose() => _documents.Dispose();

        public StageResult Play(int events, string name)
        {
            var records = source.Next(events);
            GC.Collect();
            var (clock, documents) = (new StageClock(), 0);
            for (var i = 0; i < records.Count; i++)
            {
                pipeline.Take(records[i], state, _output, out _);
                foreach (var enriched in _output)
                {
                    documents += _documents.Make(enriched).Value.Length > 0 ? 1 : 0;
                }

                _output.Clear();
                if (i % Batch == 0)
                {
                    StateJournal.TakeChanges(state, _changes, NullLogger.Instance);
                    _changes.Clear();
                }
            }

            return documents + state.Waiting.Count == records.Count
                ? clock.Stop(name, records.Count)
                : throw new InvalidOperationException($"{records.Count} events became {documents} documents");
        }
    }
}
