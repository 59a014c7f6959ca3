using Eyrie.Sinks.Elasticsearch;
using Eyrie.Sinks.PagerDuty;
using Eyrie.Sinks.Slack;

namespace Eyrie.Sinks.Tests;

public sealed class SinkOptionsTests
{
    [Fact]
    public void Accepts_the_defaults() => Assert.True(new SinkOptionsValidator().Validate("slack", new()).Succeeded);

    [Fact]
    public void Names_a_severity_that_does_not_exist_and_those_that_do()
    {
        var result = new SinkOptionsValidator().Validate("slack", new() { MinSeverity = "severe" });

        Assert.Contains("'severe' is no severity; allowed: debug, informational, notice, warning", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_an_empty_pattern()
    {
        var result = new SinkOptionsValidator().Validate("slack", new() { Match = new() { Rule = [" "] } });

        Assert.Contains("match.rule has an empty pattern", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_first_wait_longer_than_the_longest()
    {
        var options = new SinkOptions { FirstRetryDelay = TimeSpan.FromMinutes(2), MaxRetryDelay = TimeSpan.FromMinutes(1) };

        Assert.Contains("firstRetryDelay", new SinkOptionsValidator().Validate("slack", options).FailureMessage, StringComparison.Ordinal);
    }

    public static TheoryData<ElasticsearchOptions, string> WrongElasticsearch => new()
    {
        { new(), "url is missing" },
        { new() { Url = "elastic:9200" }, "url begins with 'elastic:'" },
        { new() { Url = "me:secret@elastic:9200" }, "url is '***@elastic:9200', which does not begin with http://" },
        { new() { Url = "m_e:secret@elastic:9200/x?key=secret@" }, "which is not a URL" },
        { new() { Url = "https://me:sec/secret@elastic host" }, "url is 'https://***@elastic host', which is not a URL" },
        { new() { Url = "http://e", CloudId = "n:aG9zdCRpZCRr" }, "cloudId and url exclude each other" },
        { new() { CloudId = "name" }, "cloudId is none" },
        { new() { Url = "http://e", Namespace = "{Cluster}" }, "namespace must be" },
        { new() { Url = "http://e", Namespace = "x-{cluster}" }, "namespace must be" },
        { new() { Url = "http://e", MaxInFlight = 0 }, "MaxInFlight" },
        { new() { Url = "http://e", MaxRequestDocuments = 0 }, "MaxRequestDocuments" },
        { new() { Url = "elastic" }, "which is not a URL" },
        { new() { Url = "https://me:secret@elastic:9200" }, "secrets belong into files" },
        { new() { Url = "http://e", Namespace = "a-b" }, "namespace must be" },
        { new() { Url = "http://e", Namespace = "Prod" }, "namespace must be" },
        { new() { Url = "http://e", Username = "me" }, "go together" },
        { new() { Url = "http://e", Username = "me", PasswordFile = "p", ApiKeyFile = "k" }, "exclude each other" },
        { new() { Url = "http://e", KeyFile = "k" }, "needs certificateFile" },
    };

    [Theory]
    [MemberData(nameof(WrongElasticsearch))]
    public void Says_what_is_wrong_about_Elasticsearch(ElasticsearchOptions options, string expected)
    {
        var failure = new ElasticsearchOptionsValidator().Validate("elasticsearch", options).FailureMessage;

        Assert.Contains(expected, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", failure, StringComparison.Ordinal);
    }

    public static TheoryData<SlackOptions, string> WrongSlack => new()
    {
        { new(), "either webhookUrlFile" },
        { new() { WebhookUrlFile = "w", TokenFile = "t", Channel = "#c" }, "either webhookUrlFile" },
        { new() { TokenFile = "t" }, "tokenFile needs a channel" },
        { new() { WebhookUrlFile = "w", Channel = "#c" }, "remove channel" },
        { new() { TokenFile = "t", Channel = "#c", ApiUrl = "slack.com" }, "apiUrl is 'slack.com'" },
        { new() { TokenFile = "t", Channel = "#c", Mention = "here bob" }, "mention has 'bob'; allowed are here, channel" },
    };

    [Theory]
    [MemberData(nameof(WrongSlack))]
    public void Says_what_is_wrong_about_Slack(SlackOptions options, string expected) => Assert.Contains(
        expected, new SlackOptionsValidator().Validate("slack", options).FailureMessage, StringComparison.Ordinal);

    [Fact]
    public void Wants_a_routing_key_for_PagerDuty() => Assert.Contains(
        "RoutingKeyFile", new PagerDutyOptionsValidator().Validate("pagerduty", new()).FailureMessage, StringComparison.Ordinal);

    [Fact]
    public void Accepts_what_the_README_shows()
    {
        Assert.True(new ElasticsearchOptionsValidator().Validate("e", new() { Url = "http://localhost:9200", ApiKeyFile = "k" }).Succeeded);
        Assert.True(new ElasticsearchOptionsValidator().Validate("e", new() { CloudId = "n:aG9zdCRpZCRr", Namespace = "soc_{cluster}" }).Succeeded);
        Assert.True(new SlackOptionsValidator().Validate("s", new() { TokenFile = "t", Channel = "#soc" }).Succeeded);
        Assert.True(new SlackOptionsValidator().Validate("s", new() { WebhookUrlFile = "w" }).Succeeded);
        Assert.True(new PagerDutyOptionsValidator().Validate("p", new() { RoutingKeyFile = "r" }).Succeeded);
    }
}
