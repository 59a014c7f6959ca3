using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.Tests.Search;

/// <summary>What panels ask: the evaluator of these tests, or a real Elasticsearch.</summary>
internal interface ISearchable
{
    /// <summary>Answers a <c>_search</c>.</summary>
    /// <param name="index">Data streams, with a star.</param>
    /// <param name="request">The body.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SearchRefusedException">Elasticsearch refuses it.</exception>
    Task<JsonNode> SearchAsync(string index, JsonObject request, CancellationToken cancellation);
}

/// <summary>A search was refused with a reason.</summary>
internal sealed class SearchRefusedException(string reason) : Exception(reason);
