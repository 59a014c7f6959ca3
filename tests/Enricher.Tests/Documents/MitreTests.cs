using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class MitreTests
{
    [Fact]
    public void Reads_every_tactic_and_technique()
    {
        var threat = Mitre.Read(["maturity_stable", "mitre_execution", "T1059", "T1059.004", "TA0005", "MITRE_Credential_Access", "T1555"]);

        Assert.Equal(["TA0002", "TA0005", "TA0006"], threat.TacticIds);
        Assert.Equal(["Execution", "Defense Evasion", "Credential Access"], threat.TacticNames);
        Assert.Equal(["T1059", "T1555"], threat.TechniqueIds);
        Assert.Equal(["Command and Scripting Interpreter", "Credentials from Password Stores"], threat.TechniqueNames);
        Assert.Equal(["T1059.004"], threat.SubtechniqueIds);
        Assert.Equal(["Unix Shell"], threat.SubtechniqueNames);
    }

    [Fact]
    public void Reads_only_so_many_tags() =>
        Assert.Equal(512, Mitre.Read([.. Enumerable.Range(0, 100_000).Select(i => $"T{i / 1_000:d4}.{i % 1_000:d3}")]).SubtechniqueIds.Count);

    [Fact]
    public void Names_the_technique_of_a_sub_technique() => Assert.Equal(["T1548"], Mitre.Read(["T1548.001"]).TechniqueIds);

    [Fact]
    public void Keeps_ids_without_a_name_after_those_with_one()
    {
        var threat = Mitre.Read(["T9999", "T1059", "TA9999", "mitre_impact"]);

        Assert.Equal(["T1059", "T9999"], threat.TechniqueIds);
        Assert.Equal(["Command and Scripting Interpreter"], threat.TechniqueNames);
        Assert.Equal(["TA0040", "TA9999"], threat.TacticIds);
        Assert.Equal(["Impact"], threat.TacticNames);
    }

    [Fact]
    public void Reads_tags_with_words_behind_the_id()
    {
        var threat = Mitre.Read(["T1562-impair-defenses", "TA0005-defense-evasion", "ta0001", "t1190"]);

        Assert.Equal(["T1562", "T1190"], threat.TechniqueIds);
        Assert.Equal(["TA0005", "TA0001"], threat.TacticIds);
    }

    [Theory]
    [InlineData("T105")]
    [InlineData("T10599")]
    [InlineData("T1059x")]
    [InlineData("TA00")]
    [InlineData("TCP")]
    [InlineData("Tabcd")]
    [InlineData("mitre_")]
    [InlineData("mitre_juggling")]
    [InlineData("")]
    [InlineData("PCI_DSS_10.2.5")]
    public void Leaves_other_tags_alone(string tag) => Assert.True(Mitre.Read([tag]).IsNone);

    [Theory]
    [InlineData("T1059.", "T1059")]
    [InlineData("T1059.04", "T1059")]
    [InlineData("T1059.0044", "T1059")]
    public void Keeps_the_technique_of_a_malformed_sub_technique(string tag, string technique)
    {
        var threat = Mitre.Read([tag]);

        Assert.Equal([technique], threat.TechniqueIds);
        Assert.Empty(threat.SubtechniqueIds);
    }

    [Fact]
    public void Names_every_technique_that_the_samples_name()
    {
        foreach (var (file, format) in SampleDocuments.Files)
        {
            foreach (var sensorEvent in SampleDocuments.Events(file, format))
            {
                var threat = Mitre.Read(SampleDocuments.Map(sensorEvent).Rule?.Tags ?? []);

                Assert.Equal(threat.TechniqueIds.Count, threat.TechniqueNames.Count);
                Assert.Equal(threat.SubtechniqueIds.Count, threat.SubtechniqueNames.Count);
            }
        }
    }

    [Fact]
    public void Has_the_whole_matrix_of_the_version_that_it_names()
    {
        Assert.Equal("18.1", MitreNames.Version);
        Assert.Equal((14, 216, 475), (
            MitreNames.Ids.Count(id => id.StartsWith("TA", StringComparison.Ordinal)),
            MitreNames.Ids.Count(id => !id.StartsWith("TA", StringComparison.Ordinal) && !id.Contains('.', StringComparison.Ordinal)),
            MitreNames.Ids.Count(id => id.Contains('.', StringComparison.Ordinal))));
        Assert.All(MitreNames.Ids, id => Assert.Matches(@"^(TA\d{4}|T\d{4}(\.\d{3})?)$", id));
        Assert.All(MitreNames.Ids, id => Assert.Matches(@"^\S.*\S$", MitreNames.Find(id)));
    }

    [Theory]
    [InlineData("TA0005", "Defense Evasion")]
    [InlineData("T1611", "Escape to Host")]
    [InlineData("T1059.013", "Container CLI/API")]
    [InlineData("T1003.008", "/etc/passwd and /etc/shadow")]
    [InlineData("T1055.013", "Process Doppelgänging")]
    [InlineData("T9999", null)]
    [InlineData("T1059.999", null)]
    public void Names_what_it_knows(string id, string? name) => Assert.Equal(name, MitreNames.Find(id));
}
