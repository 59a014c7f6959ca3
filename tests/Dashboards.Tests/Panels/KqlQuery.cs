using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.Tests.Panels;

/// <summary>A query in KQL as the query of Elasticsearch that Kibana makes of it (its package <c>kbn-es-query</c>, functions <c>is</c>, <c>range</c>, <c>and</c>, <c>or</c>, <c>not</c>).</summary>
internal sealed class KqlQuery
{
    private readonly KqlTokens _tokens;

    private KqlQuery(string text) => _tokens = new(text);

    /// <exception cref="FormatException">Kibana would not take it.</exception>
    public static JsonObject ToElasticsearch(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new() { ["match_all"] = new JsonObject() };
        }

        var query = new KqlQuery(text);
        var made = query.Or(query.Term);
        return query._tokens.AtEnd ? made : throw query._tokens.Unexpected();
    }

    private JsonObject Or(Func<JsonObject> term) => Several("or", () => Several("and", () => Not(term), All), Any);

    private JsonObject Several(string keyword, Func<JsonObject> one, Func<List<JsonObject>, JsonObject> together)
    {
        var parts = new List<JsonObject> { one() };
        while (_tokens.TryTake(keyword))
        {
            parts.Add(one());
        }

        return parts is [var only] ? only : together(parts);
    }

    private JsonObject Not(Func<JsonObject> term) =>
        _tokens.TryTake("not") ? Bool("must_not", [term()]) : term();

    private JsonObject Term()
    {
        if (_tokens.TryTake("("))
        {
            var inner = Or(Term);
            _tokens.Take(")");
            return inner;
        }

        var field = _tokens.TakeLiteral().Text;
        return _tokens.TakeOperator() switch
        {
            ":" => Values(field),
            var comparison => Any([Clause("range", field, new JsonObject { [comparison] = Number(_tokens.TakeLiteral().Text) })]),
        };
    }

    private JsonObject Values(string field)
    {
        if (!_tokens.TryTake("("))
        {
            return Is(field, _tokens.TakeLiteral());
        }

        var inner = Or(() => Values(field));
        _tokens.Take(")");
        return inner;
    }

    private static JsonObject Is(string field, KqlLiteral literal) => Any([literal switch
    {
        { IsQuoted: true } => Clause("match_phrase", field, literal.Text),
        { Text: "*" } => new() { ["exists"] = new JsonObject { ["field"] = field } },
        { HasWildcard: true } => new() { ["query_string"] = new JsonObject { ["fields"] = new JsonArray(field), ["query"] = literal.Escaped } },
        { Text: "true" or "false" } => Clause("match", field, literal.Text is "true"),
        _ => Clause("match", field, literal.Text),
    }]);

    // Kibana leaves a number in a range a text; Elasticsearch reads both alike.
    private static JsonNode Number(string text) => text;

    private static JsonObject Clause(string kind, string field, JsonNode value) => new() { [kind] = new JsonObject { [field] = value } };

    private static JsonObject All(List<JsonObject> parts) => Bool("filter", parts);

    private static JsonObject Any(List<JsonObject> parts)
    {
        var any = Bool("should", parts);
        any["bool"]!["minimum_should_match"] = 1;
        return any;
    }

    private static JsonObject Bool(string occurrence, List<JsonObject> parts) =>
        new() { ["bool"] = new JsonObject { [occurrence] = new JsonArray([.. parts]) } };
}
