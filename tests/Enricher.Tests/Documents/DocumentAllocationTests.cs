using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class DocumentAllocationTests
{
    [Fact]
    public void Allocates_nothing_but_the_bytes_of_a_document()
    {
        var documents = Allocations(redaction: null);

        Assert.True(documents.Count > 600, $"only {documents.Count} documents were written");
        Assert.Empty(documents.Where(document => document.Bytes > 0).Take(20));
    }

    // A line in which something hints at a secret is looked at as one text; that, and the text without the secret, are objects. The samples are
    // full of attacks, and so of hints.
    [Fact]
    public void Looks_for_secrets_without_allocating_where_nothing_hints_at_one()
    {
        var documents = Allocations(new Redaction());

        Assert.InRange(documents.Count(document => document.Bytes == 0), documents.Count * 3 / 4, documents.Count);
    }

    private static List<(string What, long Bytes)> Allocations(Redaction? redaction)
    {
        using var writer = new DocumentWriter(redaction);
        var ingested = SampleDocuments.Received + TimeSpan.FromSeconds(1);
        var allocations = new List<(string, long)>();
        foreach (var (file, format) in SampleDocuments.Files)
        {
            var line = 0;
            foreach (var sensorEvent in SampleDocuments.Events(file, format))
            {
                var observation = SampleDocuments.Map(sensorEvent);
                var enrichment = SampleDocuments.Enrich(observation);
                writer.Write(observation, enrichment, ingested); // buffers grow, rules become known
                writer.Write(observation, enrichment, ingested);
                allocations.Add(($"{file} line {++line}", Least(() => writer.Write(observation, enrichment, ingested))));
            }
        }

        return allocations;
    }

    // A collection may empty the pools of arrays between two documents; what a document itself allocates, it does each time.
    private static long Least(Action write)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 3 && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            write();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
