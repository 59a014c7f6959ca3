using Eyrie.Testing;

namespace Eyrie.Sinks.Tests.Elasticsearch;

/// <summary>Answers <c>_bulk</c> requests item by item; remembers what it stored, as ids in order.</summary>
internal sealed class BulkServer(Func<string, int, string> item, int maxBytes = int.MaxValue)
{
    private readonly Dictionary<string, int> _attempts = [];

    /// <summary>Ids that were stored, each with its data stream.</summary>
    public List<(string DataStream, string Id)> Stored { get; } = [];

    /// <param name="request">The request.</param>
    /// <returns>What <c>item</c> says about each id and the count of its attempts, from 1.</returns>
    public LoopbackAnswer Answer(LoopbackRequest request)
    {
        if (request.Body.Length > maxBytes)
        {
            return new(413, "<html>413 Request Entity Too Large</html>");
        }

        var ids = request.Text.Split('\n').Where((_, line) => line % 2 == 0).Where(line => line.Length > 0)
            .Select(line => line["{\"create\":{\"_id\":\"".Length..^3]).ToList();
        var items = ids.ConvertAll(id => item(id, _attempts[id] = _attempts.GetValueOrDefault(id) + 1));
        Stored.AddRange(ids.Where((_, i) => items[i].Contains("201", StringComparison.Ordinal)).Select(id => (request.Path.Split('/')[1], id)));
        return new(200, $"{{\"errors\":true,\"items\":[{string.Join(',', items.Select(one => $"{{\"create\":{one}}}"))}]}}");
    }
}
