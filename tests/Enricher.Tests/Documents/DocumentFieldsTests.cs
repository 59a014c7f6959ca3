using System.Text.Json;
using Eyrie.Contracts.Fields;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class DocumentFieldsTests
{
    // An object in the published table that has no line of its own there; it is a list because its fields are reused as one.
    private static readonly string[] NotPublishedThemselves = ["process.previous"];

    [Fact]
    public void Every_document_has_only_fields_of_the_table_with_values_of_their_types()
    {
        var documents = 0;
        foreach (var document in SampleDocuments.All())
        {
            using var json = JsonDocument.Parse(document);
            Assert.Equal("", string.Join("; ", FieldCheck.Problems(json.RootElement)));
            documents++;
        }

        Assert.True(documents > 600, $"only {documents} documents were checked");
    }

    [Fact]
    public void A_document_in_which_every_fact_is_known_has_only_fields_of_the_table()
    {
        foreach (var document in FullDocuments.All())
        {
            using var json = JsonDocument.Parse(document);
            Assert.Empty(FieldCheck.Problems(json.RootElement));
        }
    }

    [Fact]
    public void Every_line_of_the_table_is_written_somewhere()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in SampleDocuments.All().Concat(FullDocuments.All()))
        {
            using var json = JsonDocument.Parse(document);
            seen.UnionWith(FieldCheck.Names(json.RootElement));
        }

        var missing = DocumentFields.All.Select(field => field.Name).Except(seen).ToArray();
        Assert.True(missing.Length == 0, $"no document has these; {nameof(FullDocuments)} or {nameof(FullObservation)} is to know them: {string.Join(' ', missing)}");
    }

    [Fact]
    public void The_table_says_of_ECS_what_ECS_says()
    {
        Assert.SkipWhen(PublishedEcs.Types is null, "the published table of ECS is not at hand (EYRIE_ECS_FIELDS)");

        foreach (var field in DocumentFields.All.Where(field => !field.IsOurs && !NotPublishedThemselves.Contains(field.Name)))
        {
            Assert.Equal((field.Name, PublishedEcs.TypeOf(field)), (field.Name, PublishedEcs.Types.GetValueOrDefault(field.Name, "no such field")));
            Assert.Equal((field.Name, field.HasText), (field.Name, PublishedEcs.Types.ContainsKey(field.Name + ".text")));
        }
    }

    [Fact]
    public void Fields_of_ours_are_no_fields_of_ECS()
    {
        Assert.SkipWhen(PublishedEcs.Types is null, "the published table of ECS is not at hand (EYRIE_ECS_FIELDS)");

        Assert.DoesNotContain(DocumentFields.All, field => field.IsOurs && PublishedEcs.Types.ContainsKey(field.Name));
    }

    [Fact]
    public void Every_line_says_what_the_field_is()
    {
        Assert.All(DocumentFields.All, field =>
        {
            Assert.Matches(@"^[A-Z0-9].*\.$", field.Meaning);
            Assert.True(field.Type is FieldType.Objects == (field.Example.Length == 0), $"{field.Name} has an example");
            Assert.True(field.Values.Count == 0 || field.Values.Contains(field.Example), $"{field.Name}: its example is one of its values");
        });
    }

    [Fact]
    public void No_field_lies_below_a_value()
    {
        var values = DocumentFields.All.Where(field => field.Type is not FieldType.Objects).Select(field => field.Name + ".").ToArray();

        Assert.DoesNotContain(DocumentFields.All, field => Array.Exists(values, value => field.Name.StartsWith(value, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"process":{"pid":"12"}}""", "process.pid is to be WholeNumber")]
    [InlineData("""{"process":{"args":"one"}}""", "process.args is to be a list")]
    [InlineData("""{"process":{"colour":"red"}}""", "process.colour is not in the table")]
    [InlineData("""{"kubernetes":{"colour":"red"}}""", "kubernetes.colour is not in the table")]
    [InlineData("""{"event":{"created":"yesterday"}}""", "event.created is to be Time")]
    [InlineData("""{"event":{"created":"1969-12-31T23:59:59.999999999Z"}}""", "event.created is to be Time")]
    [InlineData("""{"event":{"kind":"signal"}}""", "event.kind has a value")]
    [InlineData("""{"source":{"ip":"localhost"}}""", "source.ip is to be Address")]
    [InlineData("""{"message":["a"]}""", "message is to be Text")]
    [InlineData("""{"event":{"id":"a","id":"b"}}""", "event.id occurs twice")]
    [InlineData("""{"process":{}}""", "is an empty object")]
    [InlineData("""{"tetragon":{"a":{"b":"c"}}}""", "tetragon is to be Flat")]
    [InlineData("""{"eyrie":{"related":[{"id":5}]}}""", "eyrie.related.id is to be Keyword")]
    [InlineData("""{"message":"x"}""", "@timestamp is to be in every document")]
    public void The_check_finds_what_is_wrong(string wrong, string said)
    {
        using var json = JsonDocument.Parse(wrong);

        Assert.Contains(FieldCheck.Problems(json.RootElement), problem => problem.Contains(said, StringComparison.Ordinal));
    }
}
