using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Testing.Browsing;

/// <summary>A page in a <see cref="Browser"/>.</summary>
public sealed class BrowserPage
{
    private readonly DevTools _tools;
    private readonly string _session;

    internal BrowserPage(DevTools tools, string session) => (_tools, _session) = (tools, session);

    /// <summary>What the browser complained of: errors of scripts, what the page's policy forbids, what could not be loaded, dialogs.</summary>
    public IReadOnlyList<string> Complaints => [.. _tools.Events(_session).Select(Complaint).OfType<string>()];

    /// <summary>Gives it another size; small ones are phones.</summary>
    public Task ResizeAsync(int width, int height, CancellationToken cancellation) => CallAsync(
        "Emulation.setDeviceMetricsOverride",
        new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 },
        cancellation);

    /// <summary>The value of an expression; a promise is awaited.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression, CancellationToken cancellation)
    {
        var answer = await CallAsync(
            "Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true }, cancellation);
        return answer.TryGetProperty("exceptionDetails", out var thrown)
            ? throw new InvalidOperationException($"the page threw: {thrown}")
            : answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    /// <summary>What a person reads of an element.</summary>
    public async Task<string> TextAsync(string selector, CancellationToken cancellation) =>
        (await EvaluateAsync($"document.querySelector({JsonSerializer.Serialize(selector)}).innerText", cancellation)).GetString() ?? "";

    /// <summary>Returns once the condition holds: it is looked at whenever the document changes.</summary>
    public async Task WaitForAsync(string condition, CancellationToken cancellation) => await EvaluateAsync(
        $$"""
        new Promise(done => {
          const look = () => { const holds = Boolean({{condition}}); if (holds) done(true); return holds; };
          if (!look()) new MutationObserver((_, watch) => look() && watch.disconnect()).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        })
        """,
        cancellation);

    /// <summary>A picture of all of it, as PNG.</summary>
    public async Task<byte[]> PictureAsync(CancellationToken cancellation) => Convert.FromBase64String(
        (await CallAsync("Page.captureScreenshot", [], cancellation)).GetProperty("data").GetString()!);

    internal async Task GoAsync(Uri url, int width, int height, CancellationToken cancellation)
    {
        foreach (var domain in (string[])["Runtime", "Log", "Page", "Network"])
        {
            await CallAsync($"{domain}.enable", [], cancellation);
        }

        await ResizeAsync(width, height, cancellation);
        await CallAsync("Page.navigate", new() { ["url"] = url.AbsoluteUri }, cancellation);
        await EvaluateAsync("new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', () => done()))", cancellation);
    }

    private Task<JsonElement> CallAsync(string method, JsonObject parameters, CancellationToken cancellation) =>
        _tools.CallAsync(method, parameters, _session, cancellation);

    private static string? Complaint(JsonElement message) => message.GetProperty("method").GetString() switch
    {
        "Runtime.exceptionThrown" or "Page.javascriptDialogOpening" => message.GetRawText(),
        "Log.entryAdded" when message.GetProperty("params").GetProperty("entry").GetProperty("level").GetString() is "error" => message.GetRawText(),
        "Runtime.consoleAPICalled" when message.GetProperty("params").GetProperty("type").GetString() is "error" => message.GetRawText(),
        _ => null,
    };
}
