using System.Diagnostics;
using System.Text;
using CsCheck;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class RedactionTests
{
    private readonly Redaction _redaction = new();

    [Theory]
    [InlineData("psql --password=S3cr3t -h db", "psql --password=[redacted] -h db")]
    [InlineData("psql --password S3cr3t -h db", "psql --password [redacted] -h db")]
    [InlineData("x --password \"two words\" y", "x --password \"[redacted]\" y")]
    [InlineData("x --db-pass 'S3cr3t;x' y", "x --db-pass '[redacted]' y")]
    [InlineData("main -proto h2 -psk SecurePSK!23@456", "main -proto h2 -psk [redacted]")]
    [InlineData("PGPASSWORD=S3cr3t psql", "PGPASSWORD=[redacted] psql")]
    [InlineData("env MYSQL_PWD=S3cr3t REDISCLI_AUTH=S3cr3t x", "env MYSQL_PWD=[redacted] REDISCLI_AUTH=[redacted] x")]
    [InlineData("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG aws s3 ls", "AWS_SECRET_ACCESS_KEY=[redacted] aws s3 ls")]
    [InlineData("aws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE", "aws configure set aws_access_key_id [redacted]")]
    [InlineData("curl -H \"Authorization: Bearer eyJhbGciOi.J9.abc\" http://x", "curl -H \"Authorization: Bearer [redacted]\" http://x")]
    [InlineData("curl -H 'Authorization: Basic dXNlcjpwYXNz' http://x", "curl -H 'Authorization: Basic [redacted]' http://x")]
    [InlineData("curl -H X-Api-Key:abcdef http://x", "curl -H X-Api-Key:[redacted] http://x")]
    [InlineData("curl -u admin:S3cr3t http://x", "curl -u admin:[redacted] http://x")]
    [InlineData("curl -s --user admin:S3cr3t http://x", "curl -s --user admin:[redacted] http://x")]
    [InlineData("/usr/bin/curl -uadmin:S3cr3t http://x", "/usr/bin/curl -uadmin:[redacted] http://x")]
    [InlineData("mysql -u root -pS3cr3t db", "mysql -u root -p[redacted] db")]
    [InlineData("sh -c \"mysqldump -pS3cr3t db | gzip\"", "sh -c \"mysqldump -p[redacted] db | gzip\"")]
    [InlineData("sshpass -p S3cr3t ssh host", "sshpass -p [redacted] ssh host")]
    [InlineData("docker login -u me -p S3cr3t reg", "docker login -u me -p [redacted] reg")]
    [InlineData("redis-cli -a S3cr3t ping", "redis-cli -a [redacted] ping")]
    [InlineData("git clone https://me:S3cr3t@example.com/x.git", "git clone https://me:[redacted]@example.com/x.git")]
    [InlineData("psql postgres://u:p%40ss@db:5432/x?sslmode=off", "psql postgres://u:[redacted]@db:5432/x?sslmode=off")]
    [InlineData("git clone https://ghp_0123456789abcdefghij0123456789abcdef@github.com/a/b", "git clone https://[redacted]@github.com/a/b")]
    [InlineData("x ghp_0123456789abcdefghij0123456789abcdef y", "x [redacted] y")]
    [InlineData("echo eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "echo [redacted]")]
    [InlineData("{\"user\":\"a\",\"password\":\"S3cr3t\",\"b\":1}", "{\"user\":\"a\",\"password\":\"[redacted]\",\"b\":1}")]
    [InlineData("-d {\\\"token\\\":\\\"S3cr3t\\\"}", "-d {\\\"token\\\":\\\"[redacted]\\\"}")]
    [InlineData("http://x/?sig=abc%3D&token=S3cr3t&page=2", "http://x/?sig=[redacted]&token=[redacted]&page=2")]
    [InlineData("Server=db;Uid=root;Pwd=S3cr3t;Port=1", "Server=db;Uid=root;Pwd=[redacted];Port=1")]
    [InlineData("export TOKEN=S3cr3t; curl x | sh", "export TOKEN=[redacted]; curl x | sh")]
    [MemberData(nameof(SecretSamples.Lines), MemberType = typeof(SecretSamples))]
    public void Blanks_a_secret_and_nothing_else(string text, string expected) => Assert.Equal(expected, _redaction.Redact(text));

    [Theory]
    [MemberData(nameof(SecretSamples.Lines), MemberType = typeof(SecretSamples))]
    public void Changes_nothing_more_the_second_time(string text, string expected)
    {
        Assert.Same(expected, _redaction.Redact(expected));
        Assert.Equal(_redaction.Redact(text), _redaction.Redact(_redaction.Redact(text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ls -la /etc/passwd")]
    [InlineData("cat /etc/shadow")]
    [InlineData("mkdir -p /srv/a")]
    [InlineData("ps -p 12")]
    [InlineData("ssh -p 2222 host")]
    [InlineData("ssh-keygen -t ed25519 -f key")]
    [InlineData("PWD=/root OLDPWD=/tmp ls")]
    [InlineData("psql --password-file /run/secrets/db")]
    [InlineData("x --token-file=/var/run/token")]
    [InlineData("x --token /var/run/token")]
    [InlineData("PGPASSWORD=$DB_PASSWORD psql")]
    [InlineData("curl -u $USER http://x")]
    [InlineData("passwd root")]
    [InlineData("curl http://127.0.0.1:18381/shell")]
    [InlineData("git clone git@example.com:a/b")]
    [InlineData("https://user@example.com/x")]
    [InlineData("user=root user_uid=0 user_loginuid=-1 process=sh")]
    [InlineData("x --bypass yes --compass north")]
    [InlineData("--password --user x")]
    [InlineData("password=true secret=null")]
    [MemberData(nameof(SecretSamples.LookAlikes), MemberType = typeof(SecretSamples))]
    public void Leaves_what_is_no_secret(string text) => Assert.Same(text, _redaction.Redact(text));

    [Theory]
    [InlineData("x|--password|S3cr3t|-v", "x|--password|[redacted]|-v")]
    [InlineData("/usr/bin/mysql|-uroot|-pS3cr3t", "/usr/bin/mysql|-uroot|-p[redacted]")]
    [InlineData("curl|-u|me:S3cr3t|http://x", "curl|-u|me:[redacted]|http://x")]
    [InlineData("sh|-c|PASSWORD=S3cr3t id", "sh|-c|PASSWORD=[redacted] id")]
    [InlineData("x|--password|two words", "x|--password|[redacted]")]
    [InlineData("ls|-la", "ls|-la")]
    [InlineData("sudo|mysql|-pS3cr3t", "sudo|mysql|-p[redacted]")]
    [InlineData("/usr/bin/timeout|5|/usr/bin/curl|-o|mysql|-u|me:S3cr3t|http://x", "/usr/bin/timeout|5|/usr/bin/curl|-o|mysql|-u|me:[redacted]|http://x")]
    [InlineData("env|A=1|sshpass|-p|S3cr3t|ssh", "env|A=1|sshpass|-p|[redacted]|ssh")]
    public void Blanks_secrets_among_words(string words, string expected) =>
        Assert.Equal(expected, string.Join('|', _redaction.Redact(words.Split('|'))));

    [Fact]
    public void Does_not_let_a_command_hide_behind_a_made_up_secret()
    {
        Assert.Contains("curl evil", _redaction.Redact("TOKEN=x;curl evil"), StringComparison.Ordinal);
        Assert.Contains("curl evil", _redaction.Redact("PASSWORD=x|curl evil"), StringComparison.Ordinal);
        Assert.Contains("curl evil", _redaction.Redact("echo --password=x&curl evil"), StringComparison.Ordinal);
    }

    [Fact]
    public void Blanks_secrets_wherever_they_would_leave()
    {
        const string Secret = "S3cr3tS3cr3t";
        var line = $"mysql -p{Secret} --password={Secret}";
        var process = new ProcessFact
        {
            Pid = 7,
            Name = "mysql",
            Executable = $"/x?token={Secret}",
            CommandLine = line,
            Args = ["mysql", $"-p{Secret}", "--password", Secret],
            Environment = [$"PGPASSWORD={Secret}"],
            WorkingDirectory = $"/password={Secret}",
        };
        var observation = FullObservation.Create() with
        {
            Message = $"command={line}",
            Reason = $"password={Secret}",
            Process = process,
            Parent = process with { Pid = 6 },
            Ancestors = [process with { Pid = 5 }],
            SessionLeader = process,
            File = new($"/tmp/token={Secret}"),
            Fields = [new("proc.cmdline", line), new("db.password", Secret)],
            Pod = new() { Name = "p", Labels = new Dictionary<string, string> { ["db-password"] = Secret }, Annotations = new Dictionary<string, string> { ["last"] = $"{{\"token\":\"{Secret}\"}}" } },
            Rule = new($"token={Secret}") { Description = $"token={Secret}", Tags = [$"token={Secret}"] },
        };

        Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(SampleDocuments.Write(observation)), StringComparison.Ordinal);
        Assert.Contains(Secret, Encoding.UTF8.GetString(SampleDocuments.Write(observation, redact: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Blanks_a_named_secret_whatever_words_are_around_it()
    {
        var noise = Gen.OneOf(Gen.OneOf("password", "token=", "mysql", "-p", "https://", "a@b", "Bearer", "AKIA", ";", "|", "curl -u", "Authorization:", "$("), Gen.String[Gen.Char['!', '~'], 0, 9])
            .Array[0, 12].Select(words => string.Join(' ', words).Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal));

        Gen.Select(noise, noise, Gen.String[Gen.Char['a', 'z'], 8, 20]).Sample((before, after, secret) => Assert.DoesNotContain(
            secret, new Redaction().Redact($"{before} --password={secret} {after.Replace(secret, "", StringComparison.Ordinal)}"), StringComparison.Ordinal), iter: 20_000);
    }

    [Theory]
    [InlineData("password=")]
    [InlineData("mysql -p\"")]
    [InlineData("https://a:")]
    [InlineData("curl -u '")]
    [InlineData("AKIAAKIA")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("passwordpassword")]
    [InlineData("\"password\":\"\\\"")]
    [InlineData("Authorization: Bearer ")]
    public void Takes_time_in_proportion_to_the_text(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 2_000_000 / part.Length));
        var allowed = TimeSpan.FromSeconds(20); // linear takes milliseconds, quadratic takes hours
        var watch = Stopwatch.StartNew();

        _ = _redaction.Redact(text);

        Assert.True(watch.Elapsed < allowed);
    }
}
