using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Eyrie.Commands;

/// <summary>What the commands say about themselves: a sentence where they are listed, examples in their own help.</summary>
internal static class Help
{
    /// <summary>Replaces the help by one that ends with the command's examples.</summary>
    public static RootCommand WithExamples(this RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
        return root;
    }

    private static string? Examples(Command command) => string.Join(' ', Path(command)) switch
    {
        "" => """
              eyrie demo                                see all of it work, no server needed
              eyrie config check --config eyrie.yaml    find what is wrong before it runs
              eyrie topics create                       make the Kafka topics
              eyrie all                                 run the three stages in one process

            Exit codes: 0 it went well, 1 it failed, 2 the command line or the configuration is wrong.
            """,
        "demo" => """
              eyrie demo
              eyrie demo --duration 60s --rate 1000
              eyrie demo --json 2>/dev/null | jq .account
              eyrie demo --keep /tmp/demo && less /tmp/demo/alerts.v1.ndjson
              eyrie demo --kafka localhost:9092 --elasticsearch http://localhost:9200

            Exit code 1 when an event is not accounted for, or a target got what the real one would refuse.
            """,
        "ingestor" => """
              NODE_NAME=$(hostname) eyrie ingestor --config /etc/eyrie/eyrie.yaml
              kubectl logs -n falco ds/falco -c falco -f | eyrie ingestor --stdin falco
              zcat tetragon-*.log.gz | eyrie ingestor --stdin tetragon
            """,
        "enricher" => """
              eyrie enricher --config /etc/eyrie/eyrie.yaml
            """,
        "sinks" => """
              eyrie sinks                               all that are configured
              eyrie sinks --only slack,pagerduty        these two; others run elsewhere
              eyrie sinks --only stdout | jq .rule.name
            """,
        "all" => """
              EYRIE__KAFKA__BOOTSTRAPSERVERS=kafka:9092 eyrie all --config eyrie.yaml
            """,
        "pods" => """
              EYRIE__CLUSTER=production eyrie pods                             in the cluster, by its service account
              eyrie pods --config eyrie.yaml                                   elsewhere, with enricher.pods.kubeconfig

            One of it a cluster writes pods.v1, however many Enrichers read it (enricher.pods.source: topic).
            """,
        "status" => """
              eyrie status                                                   the process of this machine, at http.listen
              eyrie status http://ingestor:8808 http://enricher:8808 http://sinks:8808
              kubectl exec -n eyrie deploy/eyrie-enricher -- eyrie status
              eyrie status --strict >/dev/null || echo "look at it"
              eyrie status --json | jq '.processes[].status.sinks[] | select(.up | not) | .name'

            Exit codes: 0 it works (also when it is degraded, unless --strict is said), 1 it does not, 2 the command line or the
            configuration is wrong, 3 a process could not be asked. Counts are since a stage began, rates over the last 10 s.
            """,
        "replay" => """
              eyrie replay --from 2h --dry-run                               what would today's rules say?
              eyrie replay --from 2026-11-22T20:00Z --until 2026-11-23T06:00Z --to replay.alerts.v1
              eyrie replay --from 1d --node worker-3 --to incident-42 --activity-to incident-42-activity
              eyrie replay --from 2h --to replay.alerts.v1 && EYRIE__TOPICS__PREFIX=replay. eyrie sinks --only file

            --from and --until are times of events, as in @timestamp. What is read is events.v1, in each partition in
            order; no group, no offsets, none of the live Enricher's memory is touched. Alerts have the ids that the live
            ones have, and are the same but for event.ingested where rules, pods and what is known of processes are.
            Repeating a replay writes its alerts again. Incidents that began before the warm-up get other ids and numbers.
            Events that reached Kafka more than 10 minutes after --until are not read.
            """,
        "tail" => """
              eyrie tail                                         all alerts from now on
              eyrie tail --severity warning --namespace shop
              eyrie tail --since 10m --incident 9183deff
              eyrie tail --since 1d --no-follow --rule 'Terminal*' --json | jq -r .process.command_line

            Alerts are read from alerts.v1, in no group; nothing is written. Those of --since come first, in the order of
            time, the latest 10,000. Suppressed ones are left out unless --suppressed is said. Ctrl-C ends it. Exit code 2
            when Kafka cannot be reached.
            """,
        "explain" => """
              eyrie explain 4d95be8240de005dc26e3e0a99eeb969 --at 20m
              eyrie explain alert.json                           as from Kibana, Elasticsearch or alerts.v1
              sed -n 3p alerts.ndjson | eyrie explain -          one line of the file sink
              eyrie explain alert.json --offline                 from the document alone, without Kafka
              eyrie explain alert.json --json | jq '.join, .differences'

            With Kafka the events of the alert's node around it are read again and enriched with the rules of today. That
            works as long as events.v1 has them (3 days). Nothing is written, no group is joined.
            """,
        "dead list" => """
              eyrie dead list                            a table by reason, stage and sink
              eyrie dead list --sink elasticsearch --since 2h --all
              eyrie dead list --all --json | jq -r 'select(.rule == "Terminal shell in container") | .id'
              eyrie dead list --settled --all            what was retried or dropped, by whom

            Nothing is written, no group is joined. --since saves reading: what is older is not looked at.
            """,
        "dead show" => """
              eyrie dead show 3-4711
              eyrie dead show 3-4711 --raw               a sensor's own event, secrets and all
              eyrie dead show 3-4711 --output event.bin
            """,
        "dead retry" => """
              eyrie dead retry 3-4711
              eyrie dead retry --sink elasticsearch --reason rejected --since 1d --dry-run
              eyrie dead retry --stage enricher --reason unreadable --yes

            A letter of a sink goes to retry.v1 for that sink alone; one of the ingestor or the enricher goes back to its
            topic and is read again. Key, headers and id stay. The letter and its marker are written together or not at
            all, so the command can be interrupted and repeated. What fails again is a new letter.
            """,
        "dead drop" => """
              eyrie dead drop 3-4711 3-4712 --because "test events of the staging cluster"
              eyrie dead drop --rule 'Test *' --until 1d --because "the old test rule" --yes
            """,
        "noise" => """
              eyrie noise                                        of the last 24 hours, the ten noisiest
              eyrie noise --since 7d --rule 'Terminal shell*'
              eyrie noise --top 50 --json | jq -r '.noisiest[0].eyrieException'

            alerts.v1 is read from that time on, in no group; nothing is written. An exception of Eyrie's marks alerts and
            lets nobody be called; one of Falco's means that they are never made. Reason and owner are yours to fill in.
            Exit code 2 when Kafka cannot be reached.
            """,
        "topics create" => """
              eyrie topics create --dry-run             say what would happen
              eyrie topics create
              eyrie topics create --grow                also add partitions

            Adding partitions moves nodes and subjects to other partitions. What waits in the old ones is then read
            beside what is newer in the new ones, and what the enricher remembers of a node stays behind: ancestry and
            incidents start over. Stop the ingestors, let the enricher finish, then grow. events.v1 and state.v1 have
            equally many partitions and grow together.
            """,
        "topics check" => """
              eyrie topics check && echo as they should be
            """,
        "setup elasticsearch" => """
              eyrie setup elasticsearch --username elastic --password-file /run/elastic --key-file /etc/eyrie/es-key
              eyrie setup elasticsearch --url https://es:9200 --ca-file ca.pem --username elastic --password-file pw
                                        --kibana https://kibana:5601/s/soc --retention 90d --activity-retention 14d
              eyrie setup elasticsearch --dry-run       each request, for Kibana's console or for a review
              eyrie setup elasticsearch --check         exit code 1 when something is missing or differs
              eyrie setup elasticsearch --remove        templates, role, key, dashboards; documents stay

            Elasticsearch 7.10 to 9.x and Serverless; Kibana 8.3 and later. What fits a version is chosen by it: the lifecycle of
            data streams (8.14) or a policy of ILM, logsdb (8.17), wildcard and flattened fields everywhere. Who sets up needs the
            cluster privileges monitor, manage_index_templates, manage_ilm, manage_security and the index privilege manage on
            logs-eyrie.*; the key that it makes may add documents and nothing else. What is there and was not made by
            Eyrie is never overwritten. Component template eyrie@custom (8.7) is yours: it wins over Eyrie's settings.
            """,
        "config check" => """
              eyrie config check --config eyrie.yaml
              EYRIE__TOPICS__PARTITIONS=many eyrie config check
            """,
        "config show" => """
              eyrie config show --set                       what somebody wrote: file and line, or environment variable
              eyrie config show enricher --config eyrie.yaml
              eyrie config show --json | jq '.[] | select(.source != "default")'
            """,
        "config test" => """
              eyrie config test routing-tests.yaml                       the file says which routing file it is about
              eyrie config test routing-tests.yaml --routing new.yaml
              eyrie config test --junit routing.xml                      for CI: what came of each case

            No server, no secrets and no configuration are needed: without one, the sinks that the routing file names are
            taken for configured. A case without 'time' does not look at silences and mute times.
            """,
        "route" => """
              eyrie route 4d95be8240de005dc26e3e0a99eeb969
              eyrie route alert.json --sink slack --at 0                 as if it came now
              sed -n 3p alerts.ndjson | eyrie route - --offline --json
            """,
        "silence add" => """
              eyrie silence add namespace=payments 'rule=Terminal*' --for 2h --reason "migration, CHG-1234"
              eyrie silence add severity'<='warning labels.app=batch --until 2026-11-24T06:00:00Z --reason "load test"
              eyrie silence add --all --for 30m --reason "failover exercise"

            Slack, PagerDuty, webhook and Alertmanager are told nothing of what fits; it is stored all the same. The first line
            of the output is the id. A pattern fits all of a value, * and ? are wildcards, /.../ is a regular expression.
            """,
        "silence list" => """
              eyrie silence list
              eyrie silence list --json | jq -r '.[] | select(.state == "active") | .id'
            """,
        "silence expire" => """
              eyrie silence expire 3f9c21ab04
            """,
        _ => null,
    };

    private static IEnumerable<string> Path(Command command) => command is RootCommand
        ? []
        : [.. command.Parents.OfType<Command>().SelectMany(Path), command.Name];

    private sealed class HelpWithExamples(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            if (Examples(parseResult.CommandResult.Command) is { } examples)
            {
                parseResult.InvocationConfiguration.Output.WriteLine($"Examples:{Environment.NewLine}{examples}{Environment.NewLine}");
            }

            return code;
        }
    }
}
