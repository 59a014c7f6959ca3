using Eyrie.Commands;
using Eyrie.Platform.Configuration;
using YamlDotNet.RepresentationModel;

namespace Eyrie.Tests.Deploy;

/// <summary><c>deploy/compose</c>: what refers to what, and whether the program would run with it.</summary>
public sealed class ComposeTests
{
    private const string Folder = "deploy/compose";
    private static readonly YamlMappingNode Compose = Merged(Yaml.Root<YamlMappingNode>($"{Folder}/compose.yaml"));
    private static readonly Dictionary<string, YamlMappingNode> Services = Map(Compose["services"]).ToDictionary(service => service.Name, service => Merged((YamlMappingNode)service.Value));

    public static TheoryData<string> Ours => [.. Services.Where(service => Text(service.Value, "image") is "${EYRIE_IMAGE}").Select(service => service.Key)];

    [Fact]
    public void Has_all_that_the_pipeline_needs() => Assert.Equal(
        ["elasticsearch", "enricher", "grafana", "ingestor", "kafka", "kibana", "prometheus", "setup", "simulator", "sinks", "topics", "users"], Services.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ours))]
    public void Runs_a_command_that_the_program_has(string name)
    {
        var service = Services[name];

        Assert.Empty(Program.Create().Parse([.. Texts(service["command"])]).Errors);
        Assert.Equal(["ALL"], Texts(service["cap_drop"]));
        Assert.Contains("no-new-privileges:true", Texts(service["security_opt"]));
        Assert.Equal(name is not "setup", Text(service, "read_only") is "true");
    }

    [Fact]
    public void Waits_for_services_that_exist_and_for_what_they_do() => Assert.All(Services, service =>
    {
        foreach (var (name, condition) in service.Value.Children.ContainsKey("depends_on") ? Map(service.Value["depends_on"]) : [])
        {
            var other = Services[name];
            var when = Text((YamlMappingNode)condition, "condition");
            Assert.True(when is not "service_healthy" || other.Children.ContainsKey("healthcheck"), $"{service.Key} waits for {name} to be healthy, which nothing checks");
            Assert.True(when is not "service_completed_successfully" || Text(other, "restart") is "on-failure", $"{service.Key} waits for the end of {name}, which never ends");
        }
    });

    [Fact]
    public void Mounts_files_and_volumes_that_exist()
    {
        var declared = Map(Compose["volumes"]).Select(volume => volume.Name).ToList();
        var used = Services.Values.Where(service => service.Children.ContainsKey("volumes")).SelectMany(service => Texts(service["volumes"])).Select(mount => mount.Split(':')[0]).Distinct().ToList();

        Assert.All(used.Where(source => source.StartsWith('.')), source => Assert.True(Path.Exists(Path.Combine(Repository.Root, Folder, source)), source));
        Assert.Equal(declared.Order(StringComparer.Ordinal), used.Where(source => !source.StartsWith('.')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Opens_ports_to_this_machine_alone_and_each_once()
    {
        var ports = Services.Values.Where(service => service.Children.ContainsKey("ports")).SelectMany(service => Texts(service["ports"])).ToList();

        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Distinct(ports.Select(port => port.Split(':')[1]));
    }

    [Fact]
    public void Has_every_variable_in_its_environment_file()
    {
        var set = File.ReadLines(Path.Combine(Repository.Root, Folder, ".env")).Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#')).Select(line => line.Split('=')[0]);
        var text = File.ReadAllText(Path.Combine(Repository.Root, Folder, "compose.yaml")).Replace("$$", "", StringComparison.Ordinal);
        var used = System.Text.RegularExpressions.Regex.Matches(text, @"\$\{([A-Z_]+)\}").Select(match => match.Groups[1].Value).Distinct();

        Assert.Equal(set.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Has_a_configuration_that_the_program_takes()
    {
        var loaded = ConfigurationLoader.Load(Path.Combine(Repository.Root, Folder, "eyrie.yaml"), new Dictionary<string, string>(), EyrieConfiguration.Sections);

        // The key is what the service 'setup' writes, in the volume that 'sinks' has, too.
        var key = Texts(Services["setup"]["command"]).SkipWhile(word => word is not "--key-file").ElementAt(1);
        var problem = Assert.Single(loaded.Problems).ToString();
        Assert.Contains($"'{key}': there is no such file", problem, StringComparison.Ordinal);
        Assert.Contains("keys:/var/lib/eyrie", Texts(Services["setup"]["volumes"]));
        Assert.Contains("keys:/var/lib/eyrie", Texts(Services["sinks"]["volumes"]));
        Assert.Equal(["elasticsearch", "stdout"], EyrieConfiguration.SinkNames(loaded.Configuration).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Reads_the_simulator_where_it_listens()
    {
        var command = Texts(Services["simulator"]["command"]).ToList();
        var configuration = File.ReadAllText(Path.Combine(Repository.Root, Folder, "eyrie.yaml"));

        Assert.All((string[])["--falco", "--tetragon"], option =>
            Assert.Contains($"http://simulator:{command[command.IndexOf(option) + 1].Split(':')[1]}", configuration, StringComparison.Ordinal));
        Assert.Contains(command[command.IndexOf("--node") + 1], configuration, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_scraped_where_it_serves()
    {
        var targets = Texts(((YamlMappingNode)((YamlSequenceNode)((YamlMappingNode)((YamlSequenceNode)Yaml.Root<YamlMappingNode>($"{Folder}/prometheus.yml")["scrape_configs"])[0])["static_configs"])[0])["targets"]);

        Assert.Equal(Ours.Select(row => row.Data).Where(name => Services[name].Children.ContainsKey("healthcheck")).Select(name => $"{name}:8808").Order(StringComparer.Ordinal), targets.Order(StringComparer.Ordinal));
    }

    // '<<' as YAML 1.1 has it: what is said beside it wins.
    private static YamlMappingNode Merged(YamlMappingNode node)
    {
        var result = new YamlMappingNode();
        if (node.Children.TryGetValue("<<", out var above))
        {
            foreach (var (key, value) in Merged((YamlMappingNode)above))
            {
                result.Children[key] = value;
            }
        }

        foreach (var (key, value) in node.Children.Where(child => child.Key is not YamlScalarNode { Value: "<<" }))
        {
            result.Children[key] = value;
        }

        return result;
    }

    private static IEnumerable<(string Name, YamlNode Value)> Map(YamlNode node) => ((YamlMappingNode)node).Select(child => (((YamlScalarNode)child.Key).Value!, child.Value));

    private static IEnumerable<string> Texts(YamlNode node) => ((YamlSequenceNode)node).Select(item => ((YamlScalarNode)item).Value!);

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;
}
