namespace Eyrie.Ingestor.Sensors;

/// <summary>One sensor to read. An item of the list <c>Sensors</c>; <see cref="SensorOptionsValidator"/> has the rules.</summary>
public sealed record SensorOptions
{
    /// <summary>Name in logs and metrics, unique; the type when not set.</summary>
    public string Name { get => field is { Length: > 0 } ? field : Type; init; } = "";

    /// <summary>What the sensor speaks and how it is reached, for instance <c>falco-grpc</c>; <see cref="SensorTypes"/> has all.</summary>
    public string Type { get; init; } = "";

    /// <summary>
    /// gRPC: <c>unix:///path</c>, <c>http://host:port</c>, <c>https://host:port</c>, <c>host:port</c> (TLS when <see cref="Tls"/> is there), or
    /// <c>dns:///host:port</c>: a stream to each address that the name has. <c>falco-http</c>: where to listen.
    /// </summary>
    public string Address { get; init; } = "";

    /// <summary>gRPC: several of them, a stream each, instead of <see cref="Address"/>.</summary>
    public IList<string> Addresses { get; init; } = [];

    /// <summary>How often a <c>dns:///</c> name is asked for its addresses.</summary>
    public TimeSpan ResolveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The files of <c>falco-file</c> and <c>tetragon-file</c>: a path, in its last part with <c>*</c> and <c>?</c> if it likes.</summary>
    public string? Path { get; init; }

    /// <summary>Where a file that was never read is begun; one that appears later is read from its beginning.</summary>
    public FileStart StartAt { get; init; } = FileStart.Beginning;

    /// <summary>How often files are looked at.</summary>
    public TimeSpan FileInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest line of a file or of standard input; a longer one is dead-lettered, cut.</summary>
    public int MaxLineBytes { get; init; } = 1024 * 1024;

    /// <summary>The node that the sensor watches; the process' own when not set.</summary>
    public string? Node { get; init; }

    /// <summary>
    /// Takes the node from each event (Tetragon's node_name, Falco's hostname), where it has one. True when not set for several addresses, a
    /// <c>dns:///</c> name, standard input and a <c>falco-http</c> without <see cref="Node"/>, else false: a sensor beside us watches our node, whatever it calls itself.
    /// </summary>
    public bool? NodeFromEvents { get; init; }

    /// <summary>Whether several sensors are read as one.</summary>
    internal bool IsCentral => Addresses.Count > 0 || SensorAddresses.IsDns(Address);

    /// <summary>Whether the node is taken from events: <see cref="NodeFromEvents"/>, or what it is when not set.</summary>
    internal bool TakesNodeFromEvents => NodeFromEvents
        ?? (IsCentral || Type.EndsWith("-stdin", StringComparison.Ordinal) || (Type is "falco-http" && string.IsNullOrEmpty(Node)));

    /// <summary>What its events are worth, in general.</summary>
    internal EventWorth Worth => Type.StartsWith("tetragon", StringComparison.Ordinal) ? EventWorth.Telemetry : EventWorth.Alert;

    /// <summary>Certificates for TLS and mutual TLS.</summary>
    public SensorTlsOptions? Tls { get; init; }

    /// <summary>How long a Falco that had nothing to tell is left alone before it is asked again.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Tetragon: which events it sends, as its own filters in JSON, one a line: what its chart calls <c>exportAllowList</c>.</summary>
    public string? AllowList { get; init; }

    /// <summary>Tetragon: which events it does not send, in the same form.</summary>
    public string? DenyList { get; init; }

    /// <summary>Tetragon: which fields its events have, as its own field filters in JSON, one a line.</summary>
    public string? FieldFilters { get; init; }

    /// <summary>Tetragon: fetch the processes that it knows after each connect, so that ancestry has what began while nobody listened.</summary>
    public bool SeedProcesses { get; init; } = true;

    /// <summary>No event for so long is told as an alert; zero never. When not set: Tetragon 10 minutes, Falco a day, standard input never.</summary>
    public TimeSpan? SilenceAfter { get; init; }

    /// <summary><c>falco-http</c>: what it accepts.</summary>
    public SensorHttpOptions Http { get; init; } = new();
}

/// <summary>Where a file that was never read before is begun.</summary>
public enum FileStart
{
    /// <summary>With all that it has.</summary>
    Beginning,

    /// <summary>With what is written from now on.</summary>
    End,
}

/// <summary>What an intake over HTTP accepts.</summary>
public sealed record SensorHttpOptions
{
    /// <summary>Largest body, as it comes and after decompression; a larger one is answered 413.</summary>
    public int MaxBodyBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>File with the token that a client must send as <c>Authorization: Bearer</c>; several, one a line, while one replaces another.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Connections at a time; more wait in the system's queue.</summary>
    public int MaxConnections { get; init; } = 1_000;

    /// <summary>Longest time for a request to arrive whole.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for an alert to be durable; then the answer is 503, and the alert is kept nonetheless.</summary>
    public TimeSpan DurableTimeout { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>Certificates, all PEM files. They are read when a connection is made, so a renewed one is used without a restart.</summary>
public sealed record SensorTlsOptions
{
    /// <summary>CA certificates that the other side's is checked against; gRPC: the system's when not set; HTTP: demands client certificates.</summary>
    public string? CaFile { get; init; }

    /// <summary>Our certificate, with its chain if there is one. gRPC: for mutual TLS, which Falco demands over TCP. HTTP: the server's.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's key; looked for in <see cref="CertificateFile"/> when not set.</summary>
    public string? KeyFile { get; init; }

    /// <summary>gRPC: the name that the sensor's certificate must have; the address' host when not set.</summary>
    public string? ServerName { get; init; }
}
