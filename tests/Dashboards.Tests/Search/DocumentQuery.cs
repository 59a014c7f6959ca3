using System.Globalization;
using System.IO.Enumeration;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Eyrie.Contracts;

namespace Eyrie.Dashboards.Tests.Search;

/// <summary>Whether a document is found by a query of Elasticsearch. Knows the queries that Kibana makes of KQL; any other is refused, not guessed.</summary>
internal sealed class DocumentQuery(MappedFields fields)
{
    public bool Finds(JsonObject query, IndexedDocument document)
    {
        var (kind, body) = query.Single();
        var clause = body!.AsObject();
        return kind switch
        {
            "match_all" => true,
            "bool" => Bool(clause, document),
            "exists" => document.Values(clause["field"]!.ToString()).Count > 0,
            "match" or "match_phrase" or "term" => Equal(clause.Single().Key, clause.Single().Value!.ToString(), document),
            "range" => Range(clause.Single().Key, clause.Single().Value!.AsObject(), document),
            "query_string" => Wildcard(clause, document),
            _ => throw new SearchRefusedException($"unknown query [{kind}]"),
        };
    }

    private bool Bool(JsonObject clause, IndexedDocument document)
    {
        if (clause.Select(part => part.Key).Except(["must", "filter", "should", "must_not", "minimum_should_match"]).FirstOrDefault() is { } odd)
        {
            throw new SearchRefusedException($"[bool] query does not support [{odd}]");
        }

        var should = Parts("should").ToList();
        var least = (int?)clause["minimum_should_match"] ?? (clause.ContainsKey("must") || clause.ContainsKey("filter") ? 0 : Math.Min(1, should.Count));
        return Parts("must").Concat(Parts("filter")).All(part => Finds(part, document))
            && !Parts("must_not").Any(part => Finds(part, document))
            && should.Count(part => Finds(part, document)) >= least;

        IEnumerable<JsonObject> Parts(string occurrence) => clause[occurrence]?.AsArray().Select(part => part!.AsObject()) ?? [];
    }

    private bool Equal(string name, string wanted, IndexedDocument document)
    {
        var field = fields.Find(name);
        return field switch
        {
            null => false,
            { IsAggregatable: false } => throw new SearchRefusedException($"[{name}] is a text: these tests do not take it to words"),
            { IsNumber: true } => document.Values(name).Any(value => value.Number.Equals(ParseNumber(name, wanted))),
            { Type: "boolean" } => wanted is "true" or "false"
                ? document.Values(name).Any(value => value.Text == wanted)
                : throw new SearchRefusedException($"Can't parse boolean value [{wanted}], expected [true] or [false]"),
            { Type: "ip" } => document.Values(name).Any(value => IsIn(value.Text, wanted)),
            _ => document.Values(name).Any(value => value.Text == wanted),
        };
    }

    private bool Range(string name, JsonObject bounds, IndexedDocument document)
    {
        var field = fields.Find(name);
        return field is not null && document.Values(name).Any(value => bounds.Where(bound => bound.Key is not ("format" or "time_zone")).All(bound =>
        {
            var comparison = field is { IsNumber: true } or { IsDate: true }
                ? value.Number.CompareTo(ParseNumber(name, bound.Value!.ToString()))
                : string.CompareOrdinal(value.Text, bound.Value!.ToString());
            return bound.Key switch
            {
                "gte" => comparison >= 0,
                "gt" => comparison > 0,
                "lte" => comparison <= 0,
                "lt" => comparison < 0,
                var odd => throw new SearchRefusedException($"[range] query does not support [{odd}]"),
            };
        }));
    }

    private bool Wildcard(JsonObject clause, IndexedDocument document)
    {
        var name = clause["fields"]!.AsArray().Single()!.ToString();
        return fields.Find(name) switch
        {
            null => false,
            { Type: "keyword" or "wildcard" or "constant_keyword" } => document.Values(name).Any(value => FileSystemName.MatchesSimpleExpression(Pattern(clause["query"]!.ToString()), value.Text, ignoreCase: false)),
            var field => throw new SearchRefusedException($"Can only use wildcard queries on keyword, text and wildcard fields - not on [{name}] which is of type [{field.Type}]"),
        };
    }

    // '\' before a star makes it a character in both; before anything else only Lucene has it.
    private static string Pattern(string query)
    {
        var pattern = new StringBuilder();
        for (var i = 0; i < query.Length; i++)
        {
            var escaped = query[i] is '\\' && i + 1 < query.Length;
            var character = escaped ? query[++i] : query[i];
            pattern.Append(character is '*' or '?' or '\\' && escaped ? "\\" : "").Append(character);
        }

        return pattern.ToString();
    }

    private double ParseNumber(string name, string text) =>
        fields.Find(name) is { IsDate: true }
            ? EventTime.TryParse(text, out var time) ? time.UnixNanoseconds : throw new SearchRefusedException($"failed to parse date field [{text}]")
            : double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
            : throw new SearchRefusedException($"failed to create query: For input string: \"{text}\"");

    private static bool IsIn(string address, string wanted) =>
        wanted.Contains('/', StringComparison.Ordinal)
            ? IPNetwork.Parse(wanted).Contains(IPAddress.Parse(address))
            : IPAddress.Parse(address).Equals(IPAddress.Parse(wanted));
}
