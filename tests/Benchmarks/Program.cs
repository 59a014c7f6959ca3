using BenchmarkDotNet.Running;

namespace Eyrie.Benchmarks;

/// <summary>
/// <c>dotnet run -c Release --project tests/Benchmarks -- --filter '*'</c> measures hot paths; <c>-- http</c> puts load on the HTTP intake.
/// </summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        if (args is ["http", .. var rest])
        {
            await HttpLoad.RunAsync(HttpLoadOptions.Parse(rest), Console.Out);
        }
        else
        {
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        }
    }
}
