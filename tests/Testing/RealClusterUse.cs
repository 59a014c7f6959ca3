using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Testing;

/// <summary>
/// One test's use of the real cluster. One at a time, whatever the process: set-ups share the names of templates. Ends with Kibana as it was.
/// </summary>
public sealed class RealClusterUse : IAsyncDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);
    private static readonly Version OldestKibana = new(8, 3);
    private readonly RealCluster _cluster;
    private readonly FileStream _turn;

    private RealClusterUse(RealCluster cluster, FileStream turn) => (_cluster, _turn) = (cluster, turn);

    /// <summary>Eyrie's templates were there before the test: they are somebody's, and stay.</summary>
    public bool WasSetUp { get; private set; }

    /// <summary>Why Kibana has no part in it; null: it has.</summary>
    public string? KibanaProblem { get; private set; }

    /// <summary>Kibana, when it has a part.</summary>
    public string? KibanaUrl => KibanaProblem is null ? _cluster.KibanaUrl!.ToString() : null;

    /// <summary>A space of this test's own.</summary>
    public string Space { get; } = $"eyrie-test-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Waits for its turn and looks around.</summary>
    public static async Task<RealClusterUse> BeginAsync(RealCluster cluster, CancellationToken cancellation)
    {
        var use = new RealClusterUse(cluster, await TurnAsync(cancellation));
        try
        {
            using var http = cluster.Client();
            using var found = await http.GetAsync("_component_template/eyrie-mappings", cancellation);
            use.WasSetUp = found.IsSuccessStatusCode ? true
                : found.StatusCode is HttpStatusCode.NotFound ? false
                : throw new InvalidOperationException($"{cluster.Url} answers {(int)found.StatusCode}: {await found.Content.ReadAsStringAsync(cancellation)}");
            await use.LookAtKibanaAsync(cancellation);
            return use;
        }
        catch
        {
            await use._turn.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes away its space, and lets the next one in.</summary>
    public async ValueTask DisposeAsync()
    {
        if (KibanaProblem is null)
        {
            using var kibana = _cluster.KibanaClient();
            using var answer = await kibana.DeleteAsync($"api/spaces/space/{Space}", CancellationToken.None);
        }

        await _turn.DisposeAsync();
    }

    private async Task LookAtKibanaAsync(CancellationToken cancellation)
    {
        if (_cluster.KibanaUrl is null)
        {
            KibanaProblem = RealCluster.MissingKibana;
            return;
        }

        using var kibana = _cluster.KibanaClient();
        var status = await kibana.GetFromJsonAsync<JsonNode>("api/status", cancellation);
        var number = status!["version"]!["number"]!.ToString();
        if (Version.Parse(number.Split('-')[0]) < OldestKibana)
        {
            KibanaProblem = $"Kibana {number} is older than the objects' formats: {OldestKibana}";
            return;
        }
    }

    private static async Task<FileStream> TurnAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetTempPath(), "eyrie-real-cluster.lock");
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(Wait, TimeProvider.System, cancellation); // another process may have it
            }
        }
    }
}
