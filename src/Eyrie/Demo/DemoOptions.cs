namespace Eyrie.Demo;

/// <summary>What the command line says about a demo.</summary>
internal sealed record DemoOptions
{
    /// <summary>How long sensors speak; what they said is then followed to its end.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Ordinary Tetragon events a second, beside the attacks.</summary>
    public double Rate { get; init; } = 200;

    /// <summary>Same seed, same events.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The account is the only thing on standard output, as one JSON object.</summary>
    public bool Json { get; init; }

    /// <summary>Folder for what went through, as files; null keeps nothing.</summary>
    public string? Keep { get; init; }

    /// <summary>Where the page with the status and the latest alerts is; empty: nowhere.</summary>
    public string Http { get; init; } = "127.0.0.1:0";

    /// <summary>The pipeline and its page stay until somebody ends them.</summary>
    public bool Hold { get; init; }

    /// <summary>A real Kafka; null: one inside this process.</summary>
    public string? Kafka { get; init; }

    /// <summary>What topics and groups start with; null: something of its own, so that runs on a real Kafka do not meet.</summary>
    public string? TopicPrefix { get; init; }

    /// <summary>A real Elasticsearch; null: a stand-in.</summary>
    public string? ElasticsearchUrl { get; init; }

    /// <summary>File with its API key.</summary>
    public string? ElasticsearchApiKeyFile { get; init; }

    /// <summary>Its user, instead of a key.</summary>
    public string? ElasticsearchUsername { get; init; }

    /// <summary>File with the user's password.</summary>
    public string? ElasticsearchPasswordFile { get; init; }

    /// <summary>CA of its certificate.</summary>
    public string? ElasticsearchCaFile { get; init; }

    /// <summary>The Kibana beside it; null: none is set up.</summary>
    public string? KibanaUrl { get; init; }

    /// <summary>A real Slack's incoming webhook; null: a stand-in.</summary>
    public string? SlackWebhook { get; init; }

    /// <summary>File with the key of a real PagerDuty integration; null: a stand-in.</summary>
    public string? PagerDutyKeyFile { get; init; }
}
