using Eyrie.Commands;
using Eyrie.Platform.Configuration;

namespace Eyrie.Tests.Deploy;

/// <summary><c>deploy/systemd</c>: Eyrie and its sensors on a host without Kubernetes.</summary>
public sealed class SystemdTests
{
    private const string Folder = "deploy/systemd";
    private static readonly ILookup<string, string> Unit = File.ReadLines(PathOf("eyrie@.service")).Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(line => line.Split('=', 2)).ToLookup(pair => pair[0], pair => pair[1]);

    [Theory]
    [InlineData("all")]
    [InlineData("ingestor")]
    [InlineData("enricher")]
    [InlineData("sinks")]
    public void Runs_each_stage(string instance)
    {
        var words = One("ExecStart").Replace("%i", instance, StringComparison.Ordinal).Split(' ');

        Assert.EndsWith("/eyrie", words[0], StringComparison.Ordinal);
        Assert.Empty(Program.Create().Parse(words[1..]).Errors);
    }

    [Fact]
    public void May_do_as_little_as_possible()
    {
        Assert.Equal("eyrie", One("User"));
        Assert.Equal("", One("CapabilityBoundingSet"));
        Assert.Equal("strict", One("ProtectSystem"));
        Assert.Equal("yes", One("NoNewPrivileges"));
        Assert.Equal("/var/lib/" + One("StateDirectory"), One("WorkingDirectory"));
        Assert.Contains("u eyrie ", File.ReadAllText(PathOf("eyrie.sysusers")), StringComparison.Ordinal);
        Assert.DoesNotContain("MemoryDenyWriteExecute", Unit.Select(line => line.Key)); // .NET would not start
    }

    [Fact]
    public void Comes_again_unless_the_configuration_is_wrong()
    {
        Assert.Equal("always", One("Restart"));
        Assert.Equal("2", One("RestartPreventExitStatus"));
    }

    [Fact]
    public void Has_a_configuration_that_the_program_takes_and_reaches_no_further_than_the_host()
    {
        var loaded = ConfigurationLoader.Load(PathOf("eyrie.yaml"), new Dictionary<string, string>(), EyrieConfiguration.Sections);

        Assert.All(loaded.Problems, problem => Assert.Matches("'/etc/eyrie/secrets/[a-z-]+': there is no such file", problem.ToString()));
        Assert.Contains("/etc/eyrie/secrets", File.ReadAllText(PathOf("eyrie.tmpfiles")), StringComparison.Ordinal);
        Assert.Equal(3, loaded.Problems.Count);
        Assert.Contains("listen: \"127.0.0.1:8808\"", File.ReadAllText(PathOf("eyrie.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void Has_Falco_say_what_it_says_in_a_cluster()
    {
        var chart = (YamlDotNet.RepresentationModel.YamlMappingNode)Yaml.Root<YamlDotNet.RepresentationModel.YamlMappingNode>("deploy/k8s/sensors/falco/values.yaml")["falco"];
        var host = Yaml.Root<YamlDotNet.RepresentationModel.YamlMappingNode>($"{Folder}/falco-eyrie.yaml");

        Assert.All((string[])["json_output", "json_include_tags_property", "json_include_output_fields_property", "rule_matching", "syscall_event_drops"], key => Assert.Equal(chart[key].ToString(), host[key].ToString()));
        Assert.Equal(chart["append_output"][1].ToString(), host["append_output"][0].ToString()); // lists are added to, and the other entry is Falco's own
        Assert.Equal("http://127.0.0.1:2801/", host["http_output"]["url"].ToString());
    }

    private static string One(string key) => Assert.Single(Unit[key]);

    private static string PathOf(string file) => Path.Combine(Repository.Root, Folder, file);
}
