using System.Text;
using System.Threading.Channels;
using Eyrie.Demo;
using Eyrie.Testing.Browsing;

namespace Eyrie.Tests.Demo;

/// <summary>The demo's page, live in a browser.</summary>
public sealed class DemoPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shows_the_attack_and_what_people_were_told_of_it()
    {
        Assert.SkipWhen(Browser.Find() is null, Browser.Missing);
        await using var browser = await Browser.StartAsync(Cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var said = new Lines();
        var options = new DemoOptions { Duration = TimeSpan.FromSeconds(8), Rate = 20, Hold = true };
        var running = new DemoRun(options, DemoScreen.Plain(said), TextWriter.Null, TimeProvider.System).RunAsync(end.Token);
        var url = new Uri((await said.FirstAsync("Status and the latest alerts: "))["Status and the latest alerts: ".Length..]);

        var page = await browser.OpenAsync(url, 1280, 900, Cancellation);
        await said.FirstAsync("All is delivered.");
        await page.WaitForAsync("[...document.querySelectorAll('#alerts details')].some(one => one.textContent.includes('It is one of the incident'))", Cancellation);
        await WritePicturesAsync(page);
        await page.EvaluateAsync("document.querySelectorAll('#alerts details').forEach(one => one.open = true)", Cancellation);
        var alerts = await page.TextAsync("#alerts", Cancellation);
        await end.CancelAsync();
        var result = await running;

        Assert.True(result.Succeeded, string.Join('\n', result.Violations));
        Assert.False(result.Interrupted); // it had come to its end
        Assert.Contains("Write to Sensitive Path by Non-Admin User", alerts, StringComparison.Ordinal);
        Assert.Contains("pod default/test-pod, container test-pod", alerts, StringComparison.Ordinal);
        Assert.Contains("containerd-shim-runc-v2(904)", alerts, StringComparison.Ordinal);
        Assert.Matches("Slack was told\\s+(🔴|🟠)", alerts);
        Assert.Matches("PagerDuty was told\\s+critical: ", alerts);
        Assert.Empty(page.Complaints);
    }

    // For the README, when asked to.
    private static async Task WritePicturesAsync(BrowserPage page)
    {
        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is not "1")
        {
            return;
        }

        await page.WaitForAsync("!/Pending\\s+[1-9]/.test(document.querySelector('#figures').innerText)", Cancellation);
        await WriteAsync("status-page.png", 1200, 900, "document.querySelector('#figures').scrollIntoView()");
        await WriteAsync("status-phone.png", 390, 844, "scrollTo(0, 0)");
        await WriteAsync("latest-alerts.png", 1200, 1000, "const paged = [...document.querySelectorAll('#alerts details:not([data-key=before])')].find(one => one.textContent.includes('PagerDuty was toldcritical: ')); paged.open = true; (paged.closest('[data-key=before]') ?? {}).open = true; paged.scrollIntoView()");

        async Task WriteAsync(string name, int width, int height, string look)
        {
            await page.ResizeAsync(width, height, Cancellation);
            await page.EvaluateAsync($"(() => {{ {look} }})()", Cancellation);
            await File.WriteAllBytesAsync(Path.Combine(Repository.Root, "docs", "images", name), await page.PictureAsync(Cancellation), Cancellation);
        }
    }

    // What the demo says, line by line.
    private sealed class Lines : TextWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => _lines.Writer.TryWrite(value ?? "");

        public async Task<string> FirstAsync(string start)
        {
            while (true)
            {
                if (await _lines.Reader.ReadAsync(Cancellation) is { } line && line.StartsWith(start, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
    }
}
