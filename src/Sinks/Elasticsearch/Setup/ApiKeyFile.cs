using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Disk = System.IO.File; // "File" is a sink here

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>The sink's API key, in a file that only its owner may read. One that still works stays.</summary>
/// <param name="api">Elasticsearch as whoever sets up.</param>
/// <param name="asSink">Elasticsearch as whoever has the file.</param>
/// <param name="cluster">Which version.</param>
/// <param name="path">The file; null: no key is made.</param>
internal sealed class ApiKeyFile(SetupApi api, SetupApi asSink, Cluster cluster, string? path) : ISetupResource
{
    private const string Path = "_security/api_key";

    /// <inheritdoc/>
    public string Title => $"API key {SinkAccess.Name}";

    /// <inheritdoc/>
    public async Task<Finding> CompareAsync(CancellationToken cancellation)
    {
        if (path is null)
        {
            return Finding.Fine("not asked for: --key-file FILE makes one");
        }

        var isThere = Disk.Exists(path);
        if (isThere && await WorksAsync(cancellation))
        {
            return Finding.Fine($"the one in {path} works");
        }

        return new(isThere ? Condition.Differs : Condition.Missing, isThere ? $"Elasticsearch does not take the one in {path}" : path)
        {
            Requests = [new(api, HttpMethod.Post, Path) { Json = SinkAccess.KeyRequest(cluster), Problem = Keep }],
        };
    }

    /// <inheritdoc/>
    public async Task<Removal> PlanRemovalAsync(CancellationToken cancellation) =>
        (await api.FindAsync($"{Path}?name={SinkAccess.Name}", cancellation)).Objects("api_keys").Any(key => key.At("invalidated")?.ToString() is not "true")
            ? new([new(api, HttpMethod.Delete, Path) { Json = new JsonObject { ["name"] = SinkAccess.Name } }])
            : Removal.None;

    private async Task<bool> WorksAsync(CancellationToken cancellation)
    {
        var answer = await asSink.SendAsync(new(asSink, HttpMethod.Get, "_security/_authenticate"), cancellation);
        return answer.IsSuccess || (answer.Status is HttpStatusCode.Unauthorized ? false : throw answer.Failure());
    }

    private string? Keep(ApiAnswer answer)
    {
        if (answer.Status is HttpStatusCode.BadRequest && answer.Words.Contains("derived", StringComparison.Ordinal))
        {
            return $"{answer.Problem}; an API key cannot make one that may do something: set up with --username and --password-file, "
                + "or make the key in Kibana with the privileges of the role eyrie-sink";
        }

        return answer.Problem
            ?? (answer.Json.Text("id") is { } id && answer.Json.Text("api_key") is { } key ? Write(id, key) : $"{api.Name} made a key and did not tell it");
    }

    // Written beside it and moved: nobody ever reads half a key.
    private string? Write(string id, string key)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{key}")) + "\n";
        var beside = $"{path}.new";
        try
        {
            Disk.Delete(beside);
            var owner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                owner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new FileStream(beside, owner))
            {
                file.Write(Encoding.ASCII.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            Disk.Move(beside, path!, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the API key {id} was made, but {path} cannot be written: {e.Message}; revoke it, then set up again";
        }
    }
}
