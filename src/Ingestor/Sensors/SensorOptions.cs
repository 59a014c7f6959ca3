namespace Eyrie.Ingestor.Sensors;

/// <summary>One sensor to read. An item of the list <c>Sensors</c>; <see cref="SensorOptionsValidator"/> has the rules.</summary>
public sealed record SensorOptions
{
    /// <summary>Name in logs and metrics, unique; the type when not set.</summary>
    public string Name { get => field is { Length: > 0 } ? field : Type; init; } = "";

    /// <summary>What the sensor speaks: <c>falco-grpc</c> or <c>tetragon-grpc</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary><c>unix:///path</c>, <c>http://host:port</c>, <c>https://host:port</c>, or <c>host:port</c> (TLS when <see cref="Tls"/> is there).</summary>
    public string Address { get; init; } = "";

    /// <summary>The node that the sensor watches; the process' own when not set.</summary>
    public string? Node { get; init; }

    /// <summary>Certificates for TLS and mutual TLS.</summary>
    public SensorTlsOptions? Tls { get; init; }

    /// <summary>How long a Falco that had nothing to tell is left alone before it is asked again.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);
}

/// <summary>Certificates, all PEM files. They are read at each connect, so a renewed one is used without a restart.</summary>
public sealed record SensorTlsOptions
{
    /// <summary>CA certificates that the sensor's is checked against; the system's when not set.</summary>
    public string? CaFile { get; init; }

    /// <summary>Our certificate, with its chain if there is one, for mutual TLS. Falco demands it over TCP.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's key; looked for in <see cref="CertificateFile"/> when not set.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The name that the sensor's certificate must have; the address' host when not set.</summary>
    public string? ServerName { get; init; }
}
