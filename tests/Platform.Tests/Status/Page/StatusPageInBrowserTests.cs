using System.Diagnostics.Metrics;
using System.Text.Json;
using Eyrie.Platform.Http;
using Eyrie.Testing.Browsing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Platform.Tests.Status.Page;

/// <summary>The page as a person sees it, and what an attacker can make of it.</summary>
public sealed class StatusPageInBrowserTests : IAsyncLifetime
{
    private const string Attack = "\"><img src=x onerror=\"window.ran=1\"><script>window.ran=1</script><svg onload=window.ran=1>'${window.ran=1}{{ran}}";
    private const string Reordering = "innocent\u202etxt.exe\u0000\u001b[2J\u2028";
    private static readonly string Endless = new('w', 5_000);

    private readonly Meter _meter = new("Eyrie.Ingestor.Test");
    private IHost? _host;
    private Browser? _browser;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Readiness Readiness => _host!.Services.GetRequiredService<Readiness>();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Browser.Find() is null, Browser.Missing);
        _browser = await Browser.StartAsync(Cancellation);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("http:listen", "127.0.0.1:0")]);
        builder.Services.AddSingleton(new ExtraPage("/alerts.json", Alerts))
            .AddPlatform().AddTelemetry(builder.Configuration).AddOperatingEndpoints(builder.Configuration);
        _host = builder.Build();
        await _host.StartAsync(Cancellation);
    }

    [Fact]
    public async Task Shows_how_the_process_is_and_follows_it()
    {
        Readiness.Ready("kafka");
        var page = await OpenAsync(1280, 900);

        await page.WaitForAsync("document.querySelector('#word').innerText === 'It works'", Cancellation);
        Assert.Contains("0.1", await page.TextAsync("#about", Cancellation), StringComparison.Ordinal);
        Assert.Contains("localhost:9092", await page.TextAsync("#figures", Cancellation), StringComparison.Ordinal);

        Readiness.NotReady("kafka", "no broker answers");
        await page.WaitForAsync("document.querySelector('#word').innerText === 'It does not work: kafka: no broker answers'", Cancellation);
        Assert.StartsWith("notReady", await TitleAsync(page), StringComparison.Ordinal);

        await _host!.StopAsync(Cancellation);
        await page.WaitForAsync("document.querySelector('#word').innerText.startsWith('The process does not answer')", Cancellation);
        Assert.StartsWith("no answer", await TitleAsync(page), StringComparison.Ordinal);
        Assert.True((await page.EvaluateAsync("document.body.classList.contains('stale')", Cancellation)).GetBoolean());
    }

    [Fact]
    public async Task Makes_text_of_whatever_an_attacker_wrote()
    {
        Readiness.Degraded(Attack, Reordering);
        var page = await OpenAsync(1280, 900);

        await page.WaitForAsync("document.querySelectorAll('#alerts details').length === 2", Cancellation);
        await page.EvaluateAsync("document.querySelectorAll('#alerts details').forEach(one => one.open = true)", Cancellation);

        var alerts = await page.TextAsync("#alerts", Cancellation);
        Assert.True(alerts.Split(Attack).Length > 6, alerts);
        Assert.Contains("innocentU+202Etxt.exeU+0000U+001B[2JU+2028", (await page.TextAsync("#word", Cancellation)).ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.Equal("none", (await page.EvaluateAsync("String(window.ran ?? 'none')", Cancellation)).GetString());
        Assert.Equal(
            "1 script, 0 img, 0 with handlers",
            (await page.EvaluateAsync(
                """
                `${document.scripts.length} script, ${document.images.length} img, ${[...document.querySelectorAll('*')].filter(one => [...one.attributes].some(a => a.name.startsWith('on'))).length} with handlers`
                """,
                Cancellation)).GetString());
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData(360, 800)]
    [InlineData(1280, 900)]
    public async Task Needs_no_scrolling_to_the_side(int width, int height)
    {
        Readiness.Degraded(Endless, Endless);
        var page = await OpenAsync(width, height);

        await page.WaitForAsync("document.querySelectorAll('#alerts details').length === 2", Cancellation);
        await page.EvaluateAsync("document.querySelectorAll('#alerts details').forEach(one => one.open = true)", Cancellation);

        Assert.True((await page.EvaluateAsync("document.documentElement.scrollWidth === document.documentElement.clientWidth", Cancellation)).GetBoolean());
        Assert.Equal(
            "",
            (await page.EvaluateAsync(
                $"[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > {width}).map(one => one.outerHTML.slice(0, 80)).join()", Cancellation)).GetString());
    }

    [Fact]
    public async Task Runs_nothing_that_gets_into_the_page()
    {
        var page = await OpenAsync(1280, 900);
        await page.WaitForAsync("document.querySelector('#word').innerText === 'It works'", Cancellation);

        await page.EvaluateAsync(
            "(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran=1\">'); })()",
            Cancellation);
        await page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))", Cancellation);

        Assert.Equal("none", (await page.EvaluateAsync("String(window.ran ?? 'none')", Cancellation)).GetString());
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? default);
        _host?.Dispose();
        _meter.Dispose();
    }

    private static string Alerts() => JsonSerializer.Serialize(
        ((string[])["one", "two"]).Select(id => new
        {
            id = id + Attack,
            severity = Attack,
            rule = Attack,
            time = Attack,
            message = Attack + Reordering + Endless,
            where = Attack + Endless,
            processes = (string[])[Attack, Endless, .. Enumerable.Repeat("sh(1)", 40)],
            incident = Attack,
            slack = (string[])[Attack, Endless],
            pagerDuty = (string[])[Attack, Endless],
        }));

    private static async Task<string> TitleAsync(BrowserPage page) => (await page.EvaluateAsync("document.title", Cancellation)).GetString()!;

    private Task<BrowserPage> OpenAsync(int width, int height) => _browser!.OpenAsync(_host!.Services.OperatingUrl()!, width, height, Cancellation);
}
