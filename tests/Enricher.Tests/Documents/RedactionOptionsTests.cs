using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>What a user adds to what is built in.</summary>
public sealed class RedactionOptionsTests
{
    [Theory]
    [InlineData("vault-pin", "x --vault-pin 1234", "x --vault-pin [redacted]")]
    [InlineData("vault-pin", "VAULT_PIN=1234 x", "VAULT_PIN=[redacted] x")]
    [InlineData("vault-pin", "{\"vaultPin\":\"1234\"}", "{\"vaultPin\":\"[redacted]\"}")]
    [InlineData("vault-pin", "x --vault-pins 1234", "x --vault-pins 1234")]
    [InlineData("*seed", "x --wallet-seed abc", "x --wallet-seed [redacted]")]
    [InlineData("seed*", "x --seed-phrase abc", "x --seed-phrase [redacted]")]
    public void Blanks_the_values_of_a_users_names(string name, string text, string expected) =>
        Assert.Equal(expected, With(new() { Names = [name] }).Redact(text));

    [Theory]
    [InlineData("deploy -k", "/opt/deploy -k S3cr3t -v", "/opt/deploy -k [redacted] -v")]
    [InlineData("deploy -k", "other -k S3cr3t -v", "other -k S3cr3t -v")]
    [InlineData("deploy -k*", "deploy -kS3cr3t -v", "deploy -k[redacted] -v")]
    [InlineData("deploy login -k", "deploy -k a login -k S3cr3t", "deploy -k a login -k [redacted]")]
    [InlineData("deploy -u :", "deploy -u bob:S3cr3t", "deploy -u bob:[redacted]")]
    [InlineData("dep* unlock", "deployer unlock S3cr3t", "deployer unlock [redacted]")]
    public void Blanks_the_options_of_a_users_programs(string option, string text, string expected) =>
        Assert.Equal(expected, With(new() { ProgramOptions = [option] }).Redact(text));

    [Fact]
    public void Blanks_tokens_and_patterns_of_a_users()
    {
        var redaction = With(new() { TokenPrefixes = ["corp_"], Patterns = [@"emp-\d{6}", @"ssn (?<secret>[\d-]+)"] });

        Assert.Equal("x [redacted] corp_short", redaction.Redact("x corp_0123456789abcdef corp_short"));
        Assert.Equal("of [redacted], ssn [redacted]!", redaction.Redact("of emp-123456, ssn 1-2-3!"));
        Assert.Equal(["of", "[redacted]"], redaction.Redact(["of", "emp-123456"]));
        Assert.Equal("--password [redacted]", redaction.Redact("--password S3cr3t"));
    }

    [Fact]
    public void Keeps_what_a_user_wants_to_stay()
    {
        var redaction = With(new() { Keep = ["csrf_token", "changeme", "test-*"] });

        Assert.Equal("csrf_token=abc password=changeme token=test-1 secret=[redacted]", redaction.Redact("csrf_token=abc password=changeme token=test-1 secret=abc"));
        Assert.Equal(["--password", "changeme"], redaction.Redact(["--password", "changeme"]));
        Assert.False(redaction.IsSecret("csrf_token", "abc"));
    }

    [Theory]
    [InlineData("ab", "enricher.redaction.names: item 0, 'ab', is no name;")]
    [InlineData("a b c d", "enricher.redaction.names: item 0, 'a b c d', is no name;")]
    public void Refuses_a_name_that_is_none(string name, string problem) => AssertProblem(new() { Names = [name] }, problem);

    [Theory]
    [InlineData("deploy")]
    [InlineData("-k")]
    [InlineData("a b c d")]
    public void Refuses_an_option_that_is_none(string option) => AssertProblem(
        new() { ProgramOptions = [option] }, $"enricher.redaction.programOptions: item 0, '{option}', is no option of a program; write 'program -option'");

    [Theory]
    [InlineData("(", "is no regular expression")]
    [InlineData("a*", "matches the empty text")]
    [InlineData("(?=a)b", "needs time out of proportion")]
    public void Refuses_a_pattern_that_is_none(string pattern, string problem) =>
        AssertProblem(new() { Patterns = ["fine", pattern] }, $"enricher.redaction.patterns: item 1, '{pattern}', {problem}");

    [Fact]
    public void Refuses_what_would_keep_everything_and_a_token_that_is_too_short()
    {
        AssertProblem(new() { Keep = ["*"] }, "enricher.redaction.keep: item 0, '*', keeps everything; to switch redaction off, set enricher.redactSecrets to false");
        AssertProblem(new() { TokenPrefixes = ["a"] }, "enricher.redaction.tokenPrefixes: item 0, 'a', is no beginning of a token;");
    }

    [Fact]
    public void Accepts_what_is_right()
    {
        Assert.True(new RedactionCheck().Validate(null, new() { Redaction = new() { Names = ["pin-code"], ProgramOptions = ["xy -y"], TokenPrefixes = ["abc"], Patterns = ["a+"], Keep = ["a*"] } }).Succeeded);
        Assert.Null(Redaction.Of(new() { RedactSecrets = false }));
    }

    private static Redaction With(RedactionOptions options) => Redaction.Of(new() { Redaction = options })!;

    private static void AssertProblem(RedactionOptions options, string problem) =>
        Assert.StartsWith(problem, new RedactionCheck().Validate(null, new() { Redaction = options }).FailureMessage, StringComparison.Ordinal);
}
