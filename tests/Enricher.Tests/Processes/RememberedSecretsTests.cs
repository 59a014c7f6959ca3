using System.Text;
using Confluent.Kafka;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Enricher.Tests.Processes;

public sealed class RememberedSecretsTests
{
    private const string Secret = "hunter22";

    private readonly ProcessFact _fact = An.Image(10, 7, $"/usr/bin/mysql -u root --password={Secret} shop") with
    {
        Environment = [$"DB_PASSWORD={Secret}", "LANG=C"],
    };

    [Fact]
    public void Remembers_no_secret_in_memory_or_state()
    {
        var image = new ProcessTable(new(), new Redaction()).Learn(_fact, out _)!;

        Assert.Equal($"/usr/bin/mysql -u root --password={Redaction.Mark} shop", image.CommandLine);
        Assert.Equal([$"DB_PASSWORD={Redaction.Mark}", "LANG=C"], image.Extras!.Environment);
        Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(StateCodec.Write(image)), StringComparison.Ordinal);
    }

    [Fact]
    public void Remembers_all_where_secrets_are_to_stay()
    {
        var image = new ProcessTable(new()).Learn(_fact, out _)!;

        Assert.Equal((_fact.CommandLine, _fact.Environment[0]), (image.CommandLine, image.Extras!.Environment[0]));
    }

    [Fact]
    public void Cleans_what_was_remembered_before_secrets_were_looked_for()
    {
        var texts = new SharedTexts();
        var record = StateCodec.Write(new ProcessTable(texts).Learn(_fact, out _)!);
        var table = new ProcessTable(texts, new Redaction());

        table.Restore(StateCodec.ReadProcess(_fact.ExecId!, record, texts)!);

        var written = new List<string>();
        table.TakeChanges(image => written.Add(Encoding.UTF8.GetString(StateCodec.Write(image))), _ => { });
        Assert.DoesNotContain(Secret, Assert.Single(written), StringComparison.Ordinal);
        Assert.Same(table.Newest(7), table.FirstOfLine(LineKey.Of($" -u root --password={Redaction.Mark} shop")));
    }

    [Fact]
    public void Remembers_no_secret_of_pods_files_or_rules()
    {
        var (state, records) = (An.State(), new List<Message<string, byte[]>>());
        var pod = new PodFact
        {
            Namespace = "shop",
            Name = "web-1",
            Labels = new Dictionary<string, string> { ["app"] = "web", ["db-password"] = Secret },
            Annotations = new Dictionary<string, string> { ["start"] = $"mysql -p{Secret}" },
        };
        var act = An.Policy(_fact, 20, policy: $"mysql -p{Secret}") with
        {
            Pod = pod,
            Container = new() { Id = "0123456789abcdef" },
            File = new($"/tmp/token={Secret}"),
        };

        An.Pipeline().Read(state, An.Exec(_fact), act);
        StateJournal.TakeChanges(state, records, NullLogger.Instance);

        Assert.Equal("web", state.Node(An.Node).Containers.Find("0123456789ab")!.Pod!.Labels["app"]);
        Assert.Contains(records, record => record.Key.StartsWith("act/", StringComparison.Ordinal));
        Assert.DoesNotContain(records, record => (record.Key + Encoding.UTF8.GetString(record.Value)).Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public void Finds_by_the_line_without_its_secrets()
    {
        var table = new ProcessTable(new(), new Redaction());
        table.Learn(_fact, out _);

        Assert.NotNull(table.FirstOfLine(LineKey.Of(CommandLines.Arguments(new Redaction().Redact(_fact.CommandLine!), "/usr/bin/mysql"))));
    }
}
