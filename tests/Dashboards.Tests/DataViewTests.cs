using System.Text.Json;
using System.Text.RegularExpressions;
using Eyrie.Contracts;
using Eyrie.Contracts.Fields;

namespace Eyrie.Dashboards.Tests;

public sealed partial class DataViewTests
{
    [Fact]
    public void Formats_and_labels_are_of_fields_that_are_there()
    {
        Assert.All(KibanaFile.Committed.Of("index-pattern"), view =>
        {
            Assert.All(view.Inner("fieldFormatMap").EnumerateObject(), format => Assert.NotNull(DocumentFields.Find(format.Name)));
            Assert.All(view.Inner("fieldAttrs").EnumerateObject(), label => Assert.NotNull(DocumentFields.Find(label.Name)));
        });
    }

    [Theory]
    [InlineData("eyrie.incident.id", "eyrie-investigate", "eyrie.around.incident : \"{{value}}\"")]
    [InlineData("kubernetes.pod.name", "eyrie-investigate", "kubernetes.pod.name : \"{{value}}\"")]
    [InlineData("eyrie.workload.name", "eyrie-workloads", "eyrie.workload.name : \"{{value}}\"")]
    [InlineData("host.name", "eyrie-hunting", "host.name : \"{{value}}\"")]
    [InlineData("process.entity_id", "eyrie-investigate", "process.entity_id : \"{{value}}\" or process.parent.entity_id : \"{{value}}\" or process.Ext.ancestry : \"{{value}}\"")]
    public void Values_lead_to_a_dashboard_with_their_query(string field, string dashboard, string query)
    {
        var template = Format("eyrie-alerts", field).GetProperty("params").GetProperty("urlTemplate").GetString()!;

        var link = Link().Match(template);
        Assert.True(link.Success, template);
        Assert.Equal(dashboard, link.Groups[1].Value);
        Assert.Equal(query, Uri.UnescapeDataString(link.Groups[2].Value));
    }

    [Fact]
    public void Every_dashboard_that_values_lead_to_is_there()
    {
        var known = KibanaFile.Committed.Of("dashboard").Select(one => one.Id).ToHashSet();

        Assert.All(Templates().Where(template => !template.StartsWith("https://", StringComparison.Ordinal)), template =>
        {
            Assert.Contains(Link().Match(template).Groups[1].Value, known);
            Assert.All(QueryFields.Of(Uri.UnescapeDataString(Link().Match(template).Groups[2].Value)), name => Assert.NotNull(DocumentFields.Find(name)));
        });
    }

    /// <summary>Kibana puts its address, base path, space and <c>/app/</c> before what begins with neither <c>/</c> nor <c>#</c> nor a known scheme.</summary>
    [Theory]
    [InlineData("https://kibana.example.com", "")]
    [InlineData("https://kibana.example.com", "/s/soc")]
    [InlineData("https://example.com", "/kibana/s/soc")]
    public void Links_stay_in_the_space_and_under_the_base_path(string origin, string basePath)
    {
        Assert.All(Templates().Where(template => !template.StartsWith("https://", StringComparison.Ordinal)), template =>
        {
            Assert.DoesNotContain(template[0], "/#");

            var shown = new Uri($"{origin}{basePath}/app/{template.Replace("{{value}}", "x", StringComparison.Ordinal)}");

            Assert.Equal($"{basePath}/app/dashboards", shown.AbsolutePath);
        });
    }

    [Fact]
    public void Severities_are_called_what_the_documents_call_them()
    {
        var words = Format("eyrie-alerts", "event.severity").GetProperty("params").GetProperty("lookupEntries").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("key").GetString()!, entry => entry.GetProperty("value").GetString()!);

        Assert.All(Enum.GetValues<Severity>(), severity => Assert.Equal(severity.Word(), words[$"{(int)severity}"], ignoreCase: true));
    }

    [Fact]
    public void Every_level_has_its_colour()
    {
        var colors = Format("eyrie-alerts", "log.level").GetProperty("params").GetProperty("colors").EnumerateArray().ToList();

        Assert.All(Enum.GetValues<Severity>(), severity =>
            Assert.Single(colors, color => Regex.IsMatch(severity.Word(), color.GetProperty("regex").GetString()!)));
    }

    private static IEnumerable<string> Templates() => KibanaFile.Committed.Of("index-pattern")
        .SelectMany(view => view.Inner("fieldFormatMap").EnumerateObject())
        .Where(format => format.Value.GetProperty("id").GetString() is "url")
        .Select(format => format.Value.GetProperty("params").GetProperty("urlTemplate").GetString()!);

    private static JsonElement Format(string view, string field) => KibanaFile.Committed.One("index-pattern", view).Inner("fieldFormatMap").GetProperty(field);

    [GeneratedRegex(@"^\.\./app/dashboards#/view/([a-z-]+)\?_g=\(filters:!\(\),time:\(from:now-7d,to:now\)\)&_a=\(query:\(language:kuery,query:'([^'!]+)'\)\)$")]
    private static partial Regex Link();
}
