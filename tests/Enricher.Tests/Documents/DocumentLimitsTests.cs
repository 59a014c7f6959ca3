using System.Text;
using System.Text.Json;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class DocumentLimitsTests
{
    // Lucene refuses longer terms.
    private const int LargestTermBytes = 32_766;

    [Theory]
    [InlineData("a")]
    [InlineData("\u0001")]
    [InlineData("\U0001F600")]
    [InlineData("\"")]
    public void Stays_below_a_records_limit_whatever_comes(string filling)
    {
        var huge = string.Concat(Enumerable.Repeat(filling, 300_000 / filling.Length));
        var words = Enumerable.Repeat(huge[..2_000], 2_000).ToArray();
        var process = new ProcessFact
        {
            ExecId = huge,
            Pid = 7,
            Name = huge,
            Executable = huge,
            CommandLine = huge,
            Args = words,
            Environment = words,
            WorkingDirectory = huge,
        };
        var many = Enumerable.Range(0, 1_000).Select(i => process with { Pid = i + 10 }).ToArray();
        var labels = Enumerable.Range(0, 1_000).ToDictionary(i => $"key{i}", _ => huge[..2_000]);
        var observation = FullObservation.Create() with
        {
            Message = huge,
            Process = process,
            Parent = process with { Pid = 8 },
            Ancestors = many,
            Fields = [.. labels],
            Pod = new() { Name = huge, Labels = labels, Annotations = labels },
            Rule = new(huge) { Tags = words },
        };

        var document = SampleDocuments.Write(observation);

        Assert.InRange(document.Length, 1, Limits.DocumentBytes);
        using var json = JsonDocument.Parse(document, new() { AllowDuplicateProperties = false });
        Assert.True(json.RootElement.GetProperty("eyrie").GetProperty("cuts").GetInt32() > 0);
        AssertTermsFit(json.RootElement);
    }

    [Fact]
    public void Says_where_it_cut_and_keeps_characters_whole()
    {
        var observation = FullObservation.Create() with { Message = new string('é', 40_000) };

        using var json = JsonDocument.Parse(SampleDocuments.Write(observation));

        var message = json.RootElement.GetProperty("message").GetString()!;
        Assert.EndsWith("é…[cut]", message, StringComparison.Ordinal);
        Assert.Equal(1, json.RootElement.GetProperty("eyrie").GetProperty("cuts").GetInt32());
    }

    [Fact]
    public void Does_not_cut_what_fits()
    {
        using var json = JsonDocument.Parse(SampleDocuments.Write(FullObservation.Create() with { Message = new string('a', 31_000) }));

        Assert.Equal(31_000, json.RootElement.GetProperty("message").GetString()!.Length);
        Assert.False(json.RootElement.GetProperty("eyrie").TryGetProperty("cuts", out _));
    }

    [Fact]
    public void Makes_keys_safe_that_others_chose()
    {
        var observation = FullObservation.Create() with
        {
            Fields = [new("a", "1"), new("a", "2"), new("", "3"), new(".b.", "4"), new("c\0\n", "5"), new(new string('d', 9_000), "6"), new("e.f", "7")],
            Pod = new() { Name = "p", Labels = new Dictionary<string, string> { ["a.b"] = "1", ["a_b"] = "2", ["x/y"] = "3" } },
        };

        using var json = JsonDocument.Parse(SampleDocuments.Write(observation), new() { AllowDuplicateProperties = false });

        var fields = json.RootElement.GetProperty("tetragon");
        Assert.Equal(("1", "3", "4", "5", "7"), (Text(fields, "a"), Text(fields, "_"), Text(fields, "b"), Text(fields, "c__"), Text(fields, "e.f")));
        Assert.All(fields.EnumerateObject(), field => Assert.InRange(field.Name.Length, 1, 256));
        var labels = json.RootElement.GetProperty("kubernetes").GetProperty("labels");
        Assert.Equal(("1", "3"), (Text(labels, "a_b"), Text(labels, "x/y")));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static void AssertTermsFit(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.All(element.EnumerateObject(), property => AssertTermsFit(property.Value));
                break;
            case JsonValueKind.Array:
                Assert.All(element.EnumerateArray(), AssertTermsFit);
                break;
            case JsonValueKind.String:
                Assert.InRange(Encoding.UTF8.GetByteCount(element.GetString()!), 0, LargestTermBytes);
                break;
        }
    }

    [Fact]
    public void Keeps_a_key_with_its_value_below_a_terms_limit()
    {
        var observation = FullObservation.Create() with { Fields = [new(new string('é', 256), new string('é', 40_000))] };

        using var json = JsonDocument.Parse(SampleDocuments.Write(observation));

        var field = json.RootElement.EnumerateObject().Where(part => part.Name is "falco" or "tetragon")
            .SelectMany(part => part.Name is "falco" ? part.Value.GetProperty("output_fields").EnumerateObject() : part.Value.EnumerateObject())
            .MaxBy(one => one.Value.GetString()!.Length);
        Assert.InRange(Encoding.UTF8.GetByteCount(field.Name) + 1 + Encoding.UTF8.GetByteCount(field.Value.GetString()!), 30_000, LargestTermBytes);
    }
}
