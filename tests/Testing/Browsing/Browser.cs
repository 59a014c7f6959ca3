using System.Diagnostics;

namespace Eyrie.Testing.Browsing;

/// <summary>A headless Chromium. The variable <c>EYRIE_TEST_CHROMIUM</c> or the PATH says which.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>Why a test is skipped without it.</summary>
    public const string Missing = $"there is no Chromium (Debian's package chromium), and {Variable} names none";

    private const string Variable = "EYRIE_TEST_CHROMIUM";
    private const string Announcement = "DevTools listening on ";
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly TestFolder _profile;
    private readonly Process _process;
    private readonly DevTools _tools;

    private Browser(TestFolder profile, Process process, DevTools tools) => (_profile, _process, _tools) = (profile, process, tools);

    /// <summary>Where it is; null when it is not.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>Starts it, with a profile of its own.</summary>
    public static async Task<Browser> StartAsync(CancellationToken cancellation)
    {
        var profile = new TestFolder();
        var process = Process.Start(new ProcessStartInfo(
            Find()!,
            ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-dev-shm-usage", "--remote-debugging-port=0", $"--user-data-dir={profile["profile"]}", "about:blank"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardError.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                process.BeginOutputReadLine(); // nobody reads what it says; a full pipe would stop it
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                return new(profile, process, await DevTools.ConnectAsync(new(line[Announcement.Length..]), cancellation));
            }
        }

        throw new InvalidOperationException("Chromium has ended without a word where it listens");
    }

    /// <summary>Opens a page in a window of this size.</summary>
    public async Task<BrowserPage> OpenAsync(Uri url, int width, int height, CancellationToken cancellation)
    {
        var target = await _tools.CallAsync("Target.createTarget", new() { ["url"] = "about:blank" }, session: null, cancellation);
        var attached = await _tools.CallAsync(
            "Target.attachToTarget", new() { ["targetId"] = target.GetProperty("targetId").GetString(), ["flatten"] = true }, session: null, cancellation);
        var page = new BrowserPage(_tools, attached.GetProperty("sessionId").GetString()!);
        await page.GoAsync(url, width, height, cancellation);
        return page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _tools.DisposeAsync();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Dispose();
    }
}
