using System.Text;
using System.Text.Json;
using CsCheck;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>A random secret in a random place, in every form that is recognised, is nowhere in the document; what is around it stays.</summary>
public sealed class RedactionPropertyTests
{
    private const string Place = "§";
    private const string Letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static readonly string[] Forms =
    [
        "--password §", "--password=§", "--db-pass '§'", "--token \"§\"", "-psk §", "export TOKEN=§;", "PGPASSWORD=§ psql", "API_KEY=\"§\"",
        "\"password\":\"§\",", "{\\\"secret\\\":\\\"§\\\"}", "password: §", "x-api-key: §", "Authorization: Bearer §", "Authorization: Basic §",
        "Cookie: sid=§", "Cookie: a=§; b=§", "https://me:§@example.com/x", "redis://:§@db:6379", "http://x/?token=§&page=2", "me:§@tcp(db:1)/x",
        "Server=db;Pwd=§;Port=1", "mysql -p§", "curl -u me:§", "curl -u'me:§'", "/usr/bin/curl --user=me:§", "docker login -u me -p §", "redis-cli -a §",
        "sshpass -p §", "sshpass -p§", "ldapsearch -w §", "smbclient -U me%§", "sqlplus me/§@db", "vault login §", "htpasswd -nb me §;",
        "echo § | chpasswd", "sudo -S id <<< §", "aws configure set aws_secret_access_key §", "ghp_§", "xoxb-§", "sk_live_§", "eyJ§.§",
        "-----BEGIN RSA PRIVATE KEY-----\n§\n-----END RSA PRIVATE KEY-----", "openssl x -passin pass:§", "7z x -p§", "kubectl create secret generic a --from-literal=b=§",
        "https://hooks.slack.com/services/§", "IDENTIFIED BY '§'", "java -Dkey.store.password=§",
    ];

    private static readonly string[] Surroundings =
        ["ls", "-la", "curl", "http://example.com/a", "bash", "-c", "|", ";", "&&", "nginx", "/etc/passwd", "user=root", "(parent=sh)", "id", "tokenizer.py", "-p", "8080:80", "a@b", "mysql", "author=me", "ssh", "-i", "key.pem"];

    private static readonly Gen<string> Secrets = Gen.Char[Letters].Array[20, 40].Select(letters => "Z9q" + new string(letters));

    private static readonly Gen<string[]> Around = Gen.OneOf(Surroundings).Array[0, 8];

    private static readonly Gen<(string Form, string Secret, string[] Before, string[] After)> Planted =
        Gen.Select(Gen.OneOf(Forms), Secrets, Around, Around);

    [Fact]
    public void Never_lets_a_planted_secret_into_a_text() => Planted.Sample(
        planted =>
        {
            var safe = new Redaction().Redact(Text(planted));
            return !safe.Contains(planted.Secret, StringComparison.Ordinal) && new Redaction().Redact(safe) == safe;
        },
        iter: 30_000);

    [Fact]
    public void Never_lets_a_planted_secret_into_words() => Planted.Sample(
        planted =>
        {
            var words = Text(planted).Split(' ');
            var safe = new Redaction().Redact(words);
            return safe.Count == words.Length && !string.Join(' ', safe).Contains(planted.Secret, StringComparison.Ordinal)
                && safe.SequenceEqual(new Redaction().Redact(safe));
        },
        iter: 30_000);

    [Fact]
    public void Leaves_the_surroundings_as_they_are() => Gen.Select(Gen.OneOf(Forms), Secrets, Gen.Char['a', 'z'].Array[12, 20], Gen.Char['a', 'z'].Array[12, 20]).Sample(
        (form, secret, before, after) =>
        {
            var (first, last) = ($"echo {new string(before)} ; ", $" ; echo {new string(after)}");
            var safe = new Redaction().Redact(first + form.Replace(Place, secret, StringComparison.Ordinal) + last);
            return safe.StartsWith(first, StringComparison.Ordinal) && safe.EndsWith(last, StringComparison.Ordinal);
        },
        iter: 30_000);

    [Fact]
    public void Never_lets_a_planted_secret_into_a_document() => Planted.Sample(
        planted =>
        {
            var text = Text(planted);
            using var writer = new DocumentWriter(new Redaction());
            var document = writer.Write(Observation(text), Enrichment(text), SampleDocuments.Received).ToArray();
            using var json = JsonDocument.Parse(document);
            return !Encoding.UTF8.GetString(document).Contains(planted.Secret, StringComparison.Ordinal);
        },
        iter: 2_000);

    private static string Text((string Form, string Secret, string[] Before, string[] After) planted) =>
        string.Join(' ', [.. planted.Before, planted.Form.Replace(Place, planted.Secret, StringComparison.Ordinal), .. planted.After]);

    // Everywhere that an event's own words go.
    private static Observation Observation(string text) => FullObservation.Create() with
    {
        Message = text,
        Reason = text,
        Action = text,
        Provider = text,
        SensorHost = text,
        Process = Process(text),
        SessionLeader = Process(text),
        GroupLeader = Process(text) with { Pid = 77 },
        File = new(text) { Mode = text },
        User = new() { Name = text, UserAgent = text },
        Fields = [new("proc.cmdline", text), new("evt.args", text), new("proc.aname[2]", text), new("args[0].string_arg", text)],
        Pod = new() { Name = "p", Labels = new Dictionary<string, string> { ["a"] = text }, Annotations = new Dictionary<string, string> { ["b"] = text } },
        Rule = new(text) { Description = text, Tags = [text] },
        Network = new() { DestinationDomain = text },
    };

    private static Enrichment Enrichment(string text) => new()
    {
        Process = Process(text),
        Ancestors = [Process(text) with { Pid = 4 }, Process(text) with { Pid = 3 }],
        Correlation = new(CorrelationMethod.Sensor, Confidence.Low, text),
    };

    private static ProcessFact Process(string text) => new()
    {
        Pid = 5,
        Name = text,
        Executable = text,
        CommandLine = text,
        Args = text.Split(' '),
        WorkingDirectory = text,
        Environment = [text, $"A={text}"],
        User = new() { Name = text },
    };
}
