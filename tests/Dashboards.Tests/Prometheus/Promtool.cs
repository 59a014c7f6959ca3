using System.Diagnostics;

namespace Eyrie.Dashboards.Tests.Prometheus;

/// <summary>Prometheus' own checker, where it is at hand.</summary>
internal static class Promtool
{
    private const string Variable = "EYRIE_TEST_PROMTOOL";

    /// <summary>Why a test is skipped without it.</summary>
    public const string Missing = $"there is no promtool (Debian's package prometheus), and {Variable} names none";

    /// <summary>Where it is; null when it is not.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Found("promtool");

    /// <summary>Runs it beside a file.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string tool, string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = Path.GetDirectoryName(file)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await said;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    private static string? Found(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
