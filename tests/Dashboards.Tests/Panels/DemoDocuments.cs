using System.Text.Json;
using Eyrie.Dashboards.Tests.Search;
using Eyrie.Demo;

namespace Eyrie.Dashboards.Tests.Panels;

/// <summary>What <c>eyrie demo</c> stores in Elasticsearch: the demo runs once for all tests of panels.</summary>
public sealed class DemoDocuments : IAsyncLifetime
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(12);
    private readonly TestFolder _folder = new();

    /// <summary>How it went.</summary>
    internal DemoResult Result { get; private set; } = null!;

    /// <summary>Every document with its data stream and id.</summary>
    internal IReadOnlyList<(string Index, string Id, JsonElement Source)> All { get; private set; } = [];

    /// <summary>The same, to be searched.</summary>
    internal ISearchable Searchable { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new DemoOptions { Duration = Duration, Keep = _folder["kept"] };
        await using var errors = new StringWriter();
        Result = await new DemoRun(options, DemoScreen.Plain(TextWriter.Null), errors, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
        All = [.. File.ReadLines(Path.Combine(_folder["kept"], "elasticsearch.ndjson")).Select(Read)];
        Searchable = new IndexedDocuments(MappedFields.Eyrie, All.Select(document => (document.Index, document.Source)));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    private static (string Index, string Id, JsonElement Source) Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var document = json.RootElement;
        return (document.GetProperty("_index").GetString()!, document.GetProperty("_id").GetString()!, document.GetProperty("_source").Clone());
    }
}

/// <summary>Tests that look at the demo's documents.</summary>
[CollectionDefinition(Name)]
public sealed class DemoDocumentsTests : ICollectionFixture<DemoDocuments>
{
    public const string Name = "Documents of the demo";
}
