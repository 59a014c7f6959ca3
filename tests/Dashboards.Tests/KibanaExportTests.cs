using Eyrie.Dashboards.KibanaObjects;

namespace Eyrie.Dashboards.Tests;

public sealed class KibanaExportTests
{
    [Fact]
    public void Is_what_the_sources_say()
    {
        var file = Path.Combine(KibanaFile.Folder, KibanaExport.FileName);
        var made = KibanaExport.Read(Path.Combine(KibanaFile.Folder, "source"));
        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is "1")
        {
            File.WriteAllText(file, made);
        }

        Assert.True(made == File.ReadAllText(file), $"{file} is not what its sources say: {KibanaFile.Rewrite}");
    }

    [Fact]
    public void Gives_every_object_an_id_of_its_own_that_tells_whose_it_is()
    {
        var objects = KibanaFile.Committed.Objects;

        Assert.All(objects, one => Assert.StartsWith("eyrie-", one.Id, StringComparison.Ordinal));
        Assert.Equal(objects.Count, objects.DistinctBy(one => one.Id).Count());
    }

    [Fact]
    public void Gives_every_object_the_versions_without_which_a_later_Kibana_does_not_migrate_it()
    {
        Assert.All(KibanaFile.Committed.Objects, one =>
        {
            Assert.Equal("8.3.0", one.Json.GetProperty("coreMigrationVersion").GetString());
            var version = Version.Parse(one.Json.GetProperty("migrationVersion").GetProperty(one.Type).GetString()!);
            Assert.InRange(version, new Version(8, 0, 0), new Version(8, 3, 0));
        });
    }

    [Fact]
    public void Versions_are_those_of_an_export_that_a_Kibana_of_8_3_rendered()
    {
        var rendered = new KibanaFile(string.Join('\n', Samples.Lines("kibana/renders-in-8.3.ndjson")));

        Assert.All(rendered.Objects, one =>
        {
            var ours = KibanaFile.Committed.Of(one.Type).First().Json;
            Assert.Equal(one.Json.GetProperty("migrationVersion").GetRawText().Replace(" ", "", StringComparison.Ordinal), ours.GetProperty("migrationVersion").GetRawText());
            Assert.Equal(one.Json.GetProperty("coreMigrationVersion").GetString(), ours.GetProperty("coreMigrationVersion").GetString());
        });
    }

    [Fact]
    public void Has_every_object_that_another_refers_to()
    {
        var known = KibanaFile.Committed.Objects.Select(one => (one.Type, one.Id)).ToHashSet();

        Assert.All(KibanaFile.Committed.Objects, one =>
            Assert.All(one.References, reference => Assert.Contains((reference.Type, reference.Id), known)));
    }

    [Fact]
    public void Names_references_as_their_owners_look_for_them()
    {
        Assert.All(KibanaFile.Committed.Objects, one =>
            Assert.Equal(ExpectedReferences.Of(one).Order(StringComparer.Ordinal), one.References.Select(reference => reference.Name).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Has_no_object_that_no_dashboard_shows()
    {
        var shown = KibanaFile.Committed.Of("dashboard").SelectMany(one => one.References).Select(reference => reference.Id).ToHashSet();

        Assert.All(KibanaFile.Committed.Objects.Where(one => one.Type is not ("dashboard" or "index-pattern")), one => Assert.Contains(one.Id, shown));
    }

    [Theory]
    [InlineData("eyrie-alerts", "logs-eyrie.alerts-*")]
    [InlineData("eyrie-activity", "logs-eyrie.activity-*")]
    [InlineData("eyrie-all", "logs-eyrie.*-*")]
    public void Has_a_data_view_of_the_sinks_data_streams(string id, string title)
    {
        var view = KibanaFile.Committed.One("index-pattern", id).Attributes;

        Assert.Equal(title, view.GetProperty("title").GetString());
        Assert.Equal("@timestamp", view.GetProperty("timeFieldName").GetString());
    }
}
