using System.Diagnostics;
using System.Globalization;

namespace Eyrie.Benchmarks;

/// <summary>A process that carries documents from Kafka to Elasticsearch.</summary>
internal sealed class Contender : IDisposable
{
    private readonly Process _process;

    private Contender(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    /// <summary>CPU seconds of all its threads so far, as the kernel counts them.</summary>
    public TimeSpan Cpu
    {
        get
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"{Name} ended with {_process.ExitCode}");
            }

            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long Bytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The sink as it is deployed, by another name each time: its consumer group begins at the beginning.</summary>
    public static Contender Eyrie(BulkLoadOptions options, Uri target, string prefix, string folder)
    {
        var config = Path.Combine(folder, "eyrie.yaml");
        var further = string.Concat(options.Sink.Select(pair => $"    {pair.Replace("=", ": ", StringComparison.Ordinal)}\n"));
        File.WriteAllText(config, $$"""
            kafka: { bootstrapServers: "{{options.Kafka}}" }
            topics: { prefix: {{prefix}} }
            http: { listen: "" }
            sinks:
              es-{{Guid.NewGuid():N}}:
                type: elasticsearch
                url: {{target}}
                namespace: bench
                manageTemplate: false
                activity: false
            {{further}}
            """);
        return new("eyrie sinks", Start(options.Eyrie, ["sinks", "--config", config], folder, null));
    }

    /// <summary>rsyslog with as many documents a request, a queue of its own between reading and sending, and nothing else to do.</summary>
    public static Contender Rsyslog(BulkLoadOptions options, Uri target, string prefix, string folder)
    {
        var config = Path.Combine(folder, "rsyslog.conf");
        File.WriteAllText(config, $$"""
            global(workDirectory="{{folder}}" maxMessageSize="256k")
            module(load="imkafka")
            module(load="omelasticsearch")
            template(name="document" type="string" string="%rawmsg%")
            input(type="imkafka" topic="{{prefix}}alerts.v1" broker=["{{options.Kafka}}"] consumergroup="{{prefix}}rsyslog-{{Guid.NewGuid():N}}"
                  ruleset="store" confParam=["auto.offset.reset=earliest"])
            ruleset(name="store" queue.type="LinkedList" queue.size="20000" queue.dequeueBatchSize="1000" queue.workerThreads="1") {
              action(type="omelasticsearch" server="{{target.Host}}" serverport="{{target.Port}}" searchIndex="logs-eyrie.alerts-bench" searchType=""
                     template="document" bulkmode="on" maxbytes="8m")
            }
            """);
        var modules = options.Libraries is { } libraries ? (string[])["-M", Path.Combine(libraries, "rsyslog")] : [];
        return new("rsyslog", Start(options.Rsyslogd!, ["-n", "-f", config, "-i", Path.Combine(folder, "rsyslog.pid"), .. modules], folder, options.Libraries));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static Process Start(string executable, IReadOnlyList<string> arguments, string folder, string? libraries)
    {
        var log = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(executable)}.log"));
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=\"$1\"; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", log, executable, .. arguments]);
        if (libraries is not null)
        {
            start.Environment["LD_LIBRARY_PATH"] = libraries;
        }

        return Process.Start(start)!;
    }
}
