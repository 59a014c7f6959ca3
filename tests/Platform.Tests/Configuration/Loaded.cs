using System.ComponentModel.DataAnnotations;
using Eyrie.Contracts;
using Eyrie.Platform.Configuration;

namespace Eyrie.Platform.Tests.Configuration;

/// <summary>Configurations from texts, checked against options that have everything options can have.</summary>
internal sealed class Loaded : IDisposable
{
    public static readonly ConfigurationSection[] Sections =
    [
        new("", [typeof(RootOptions)]),
        new("Kafka", [typeof(BrokerOptions)]),
        new("Kafka:Batch", [typeof(BatchingOptions)]),
        new("Sensors", [typeof(ProbeOptions)], IsList: true),
        new("Sinks:Slack", [typeof(ChatOptions), typeof(CommonOptions)], IsKind: true),
        new("Sinks:Stdout", [typeof(CommonOptions)], IsKind: true),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eyrie-configuration-");

    public string FilePath => Path.Combine(_folder.FullName, "eyrie.yaml");

    /// <summary>Writes a file beside the configuration and says where it is.</summary>
    public string Beside(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public LoadedConfiguration Load(string yaml, params (string Name, string Value)[] environment) => Load(yaml, environment, []);

    public LoadedConfiguration Load(string yaml, (string Name, string Value)[] environment, string[] unused)
    {
        File.WriteAllText(FilePath, yaml);
        return ConfigurationLoader.Load(FilePath, environment.ToDictionary(), Sections, unused);
    }

    /// <summary>All problems as they are printed, the folder's name left out.</summary>
    public string Problems(string yaml, params (string Name, string Value)[] environment) => Show(Load(yaml, environment));

    public string Show(LoadedConfiguration loaded) =>
        string.Join('\n', loaded.Problems).Replace(_folder.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);
}

public sealed record RootOptions
{
    public string Cluster { get; init; } = "";

    [Required]
    public string Node { get; init; } = "here";
}

public enum Protocol
{
    Plaintext,
    SaslSsl,
}

public sealed record BrokerOptions
{
    public string BootstrapServers { get; init; } = "localhost:9092";

    public Protocol SecurityProtocol { get; init; }

    public string? PasswordFile { get; init; }

    public string? ApiToken { get; init; }

    public IDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

public sealed record BatchingOptions
{
    [Range(1, 10_000)]
    public int MaxRecords { get; init; } = 1_000;

    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(1);

    public bool Eager { get; init; }
}

public sealed record ProbeOptions
{
    public string Name { get; init; } = "";

    [Required]
    [AllowedValues("falco-grpc", "tetragon-grpc")]
    public string Type { get; init; } = "";

    public ProbeTlsOptions? Tls { get; init; }
}

public sealed record ProbeTlsOptions
{
    public string? CaFile { get; init; }
}

public sealed record ChatOptions : IValidatableObject
{
    public string? TokenFile { get; init; }

    public string? Channel { get; init; }

    [Required]
    public string? Team { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TokenFile is not null && Channel is null)
        {
            yield return new("tokenFile needs a channel", [nameof(Channel)]);
        }
    }
}

public sealed record CommonOptions
{
    public string? Type { get; init; }

    public bool Enabled { get; init; } = true;

    public Severity MinSeverity { get; init; }

    public IReadOnlyList<string> Match { get; init; } = [];
}
