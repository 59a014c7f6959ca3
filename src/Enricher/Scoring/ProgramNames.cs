using System.Collections.Frozen;
using Eyrie.Enricher.Detections;

namespace Eyrie.Enricher.Scoring;

/// <summary>Names of programs, some with wildcards. Immutable.</summary>
internal sealed class ProgramNames
{
    /// <summary>What answers requests from elsewhere: where a shell below it is rarely meant to be.</summary>
    public static readonly IReadOnlyList<string> Services =
    [
        "nginx", "openresty", "httpd", "apache2", "lighttpd", "caddy", "traefik", "envoy", "haproxy", "php-fpm*", "php-cgi*", "w3wp",
        "java", "tomcat*", "catalina*", "jetty", "node", "nodejs", "deno", "bun", "gunicorn*", "uwsgi*", "uvicorn", "puma*", "unicorn*", "passenger*",
        "postgres", "postmaster", "mysqld", "mariadbd", "redis-server", "valkey-server", "memcached", "mongod", "mongos", "clickhouse*",
        "influxd", "couchdb", "beam.smp", "sqlservr", "oracle*", "etcd",
    ];

    /// <summary>What takes commands.</summary>
    public static readonly IReadOnlyList<string> Shells =
        ["sh", "bash", "rbash", "dash", "ash", "zsh", "ksh*", "mksh", "fish", "csh", "tcsh", "busybox", "pwsh", "powershell"];

    private readonly FrozenSet<string> _plain;
    private readonly Glob[] _globs;

    /// <summary>Takes the names that are configured; ours, when none are.</summary>
    public ProgramNames(IReadOnlyList<string> configured, IReadOnlyList<string> ours)
    {
        var names = (configured.Count > 0 ? configured : ours).Where(static name => name.Length > 0).ToArray();
        _plain = names.Where(static name => new Glob(name).IsPlain).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _globs = [.. names.Select(static name => new Glob(name)).Where(static glob => !glob.IsPlain)];
    }

    /// <summary>Whether a process is one of them, by its own name or by that of its executable.</summary>
    public bool Has(ProcessFact process) => Has(process.Name) || Has(Mapping.CommandLine.BaseName(process.Executable));

    private bool Has(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return false;
        }

        var found = _plain.Contains(name);
        for (var i = 0; i < _globs.Length && !found; i++)
        {
            found = _globs[i].Matches(name);
        }

        return found;
    }
}
