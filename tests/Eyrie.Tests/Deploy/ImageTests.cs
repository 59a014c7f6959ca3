using System.Text.RegularExpressions;
using System.Xml.Linq;
using k8s.Models;

namespace Eyrie.Tests.Deploy;

/// <summary>The Dockerfile, and the image that <c>dotnet publish -t:PublishContainer</c> makes: what one says, the other and the manifests say, too.</summary>
public sealed partial class ImageTests
{
    private static readonly string Dockerfile = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal);
    private static readonly string Last = Dockerfile[Dockerfile.LastIndexOf("\nFROM ", StringComparison.Ordinal)..];
    private static readonly XDocument Project = XDocument.Load(Path.Combine(Repository.Root, "src/Eyrie/Eyrie.csproj"));

    [Fact]
    public void Copies_what_there_is_and_what_the_context_lets_through()
    {
        var sources = Copy().Matches(Dockerfile).SelectMany(copy => copy.Groups["sources"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var let = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]);

        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(Repository.Root, source)), source));
        Assert.Equal(sources.Order(StringComparer.Ordinal), let.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Copies_every_project_and_every_file_that_the_program_is_built_from()
    {
        var folders = XDocument.Load(Path.Combine(Repository.Root, "Eyrie.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value).Where(path => !path.StartsWith("tests/", StringComparison.Ordinal) && !path.StartsWith("dashboards/", StringComparison.Ordinal));
        var embedded = Project.Descendants().Attributes("Include").SelectMany(include => include.Value.Split(';')).Where(path => path.StartsWith("../../", StringComparison.Ordinal)).Select(path => path["../../".Length..]);
        var copied = Copy().Matches(Dockerfile).SelectMany(copy => copy.Groups["sources"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();

        Assert.All(folders.Concat(embedded), path => Assert.Contains(copied, source => path == source || path.StartsWith(source + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Is_without_a_shell_and_without_root()
    {
        var user = Manifests.Of("base").OfType<V1Deployment>().First().Spec.Template.Spec.SecurityContext.RunAsUser!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Contains($"-{Property("ContainerFamily")}\n", Last, StringComparison.Ordinal);
        Assert.EndsWith("-chiseled", Property("ContainerFamily"), StringComparison.Ordinal);
        Assert.Contains($"\nUSER {user}\n", Last, StringComparison.Ordinal);
        Assert.Equal(user, Property("ContainerUser"));
        Assert.Contains("\nENTRYPOINT [\"/app/eyrie\"]\n", Last, StringComparison.Ordinal);
        Assert.DoesNotContain("\nRUN ", Last, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_the_same_whichever_way_it_is_made()
    {
        var labels = Label().Matches(Last).ToDictionary(label => label.Groups["key"].Value, label => label.Groups["value"].Value);
        var variables = Variable().Matches(Last).ToDictionary(variable => variable.Groups["key"].Value, variable => variable.Groups["value"].Value);

        Assert.Equal(typeof(Program).Assembly.GetName().Version!.ToString(3), labels["org.opencontainers.image.version"]);
        Assert.All(Project.Descendants("ContainerLabel"), label => Assert.Equal(label.Attribute("Value")!.Value, labels[label.Attribute("Include")!.Value]));
        Assert.All(Project.Descendants("ContainerEnvironmentVariable"), variable => Assert.Equal(variable.Attribute("Value")!.Value, variables[variable.Attribute("Include")!.Value]));
        Assert.Contains($"\nEXPOSE {string.Join(' ', Project.Descendants("ContainerPort").Select(port => port.Attribute("Include")!.Value))}\n", Last, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_built_from_the_lock_files() => Assert.Matches(@"dotnet restore src/Eyrie --locked-mode.*dotnet publish src/Eyrie -c Release.*--no-restore", Dockerfile);

    private static string Property(string name) => Project.Descendants(name).Single().Value;

    [GeneratedRegex(@"^COPY (?!--from)(?<sources>.+) \S+$", RegexOptions.Multiline)]
    private static partial Regex Copy();

    [GeneratedRegex(@"(?<key>org\.opencontainers\.[a-z.]+)=""(?<value>[^""]*)""")]
    private static partial Regex Label();

    [GeneratedRegex(@"(?<=ENV\s(?:\S+\s+)?)(?<key>[A-Za-z_]+)=(?<value>\S+)")]
    private static partial Regex Variable();
}
