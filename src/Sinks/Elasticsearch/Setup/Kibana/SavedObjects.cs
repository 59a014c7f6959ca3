using System.Net;
using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Elasticsearch.Setup.Kibana;

/// <summary>Data views, dashboards and searches, imported as one file so that they come whole. What was changed in Kibana since stays until our own objects change.</summary>
internal sealed class SavedObjects(SetupApi kibana, KibanaAddress address, ObjectFile file) : ISetupResource
{
    private const int MaxDetails = 6;

    // All of one import have the same time; who changes one by hand needs longer.
    private static readonly TimeSpan OneImport = TimeSpan.FromSeconds(5);

    private string Root => $"{address.SpacePath}api/saved_objects";

    /// <inheritdoc/>
    public string Title => $"{file.Keys.Count} saved objects";

    /// <inheritdoc/>
    public async Task<Finding> CompareAsync(CancellationToken cancellation)
    {
        var found = await ReadAsync(cancellation);
        var missing = file.Keys.Where(key => !found.ContainsKey(key)).ToArray();
        if (missing.Length > 0)
        {
            return missing.Length == file.Keys.Count
                ? new(Condition.Missing) { Requests = [Import()] }
                : new(Condition.Differs, Cut(missing.Select(key => $"{key} is missing"))) { Requests = [Import()] };
        }

        return found[file.Tag].Text("attributes", "description")?.Contains(file.Mark, StringComparison.Ordinal) is true
            ? Finding.Fine(Cut(ChangedSince(found).Select(key => $"{key} was changed in Kibana and stays so")))
            : new(Condition.Differs, $"they are of another version of Eyrie; changes made in Kibana are lost: {file.Mark}") { Requests = [Import()] };
    }

    /// <inheritdoc/>
    public async Task<Removal> PlanRemovalAsync(CancellationToken cancellation)
    {
        var found = await ReadAsync(cancellation);
        return new([.. file.Keys.Where(found.ContainsKey).Reverse().Select(key =>
            new SetupRequest(kibana, HttpMethod.Delete, $"{Root}/{key.Type}/{key.Id}?force=true"))]);
    }

    private SetupRequest Import() =>
        new(kibana, HttpMethod.Post, $"{Root}/_import?overwrite=true") { File = file.Upload, Problem = ProblemOfImport };

    // Reading by export is what every version and every space can do. It refuses as a whole when an object is missing, and names it.
    private async Task<Dictionary<ObjectKey, JsonObject>> ReadAsync(CancellationToken cancellation)
    {
        var answer = await kibana.SendAsync(Export(file.Keys), cancellation);
        if (answer.Status is HttpStatusCode.NotFound)
        {
            return []; // not even the space
        }

        if (answer.Status is HttpStatusCode.BadRequest && Missing(answer) is { Count: > 0 } missing)
        {
            var there = file.Keys.Where(key => !missing.Contains(key)).ToArray();
            if (there.Length == 0)
            {
                return [];
            }

            answer = await kibana.SendAsync(Export(there), cancellation);
        }

        return answer.IsSuccess
            ? ObjectFile.Lines(answer.Body).Where(json => json.Text("id") is not null).DistinctBy(ObjectFile.KeyOf).ToDictionary(ObjectFile.KeyOf)
            : throw answer.Failure();
    }

    private SetupRequest Export(IEnumerable<ObjectKey> keys) => new(kibana, HttpMethod.Post, $"{Root}/_export")
    {
        Json = new JsonObject
        {
            ["objects"] = new JsonArray([.. keys.Select(key => (JsonNode)new JsonObject { ["type"] = key.Type, ["id"] = key.Id })]),
            ["excludeExportDetails"] = true,
        },
    };

    private static HashSet<ObjectKey> Missing(ApiAnswer answer) =>
        [.. answer.Json.Objects("attributes", "objects").Where(json => json.Number("error", "statusCode") is 404).Select(ObjectFile.KeyOf)];

    private IEnumerable<ObjectKey> ChangedSince(Dictionary<ObjectKey, JsonObject> found)
    {
        var imported = UpdatedAt(found[file.Tag]);
        return found.Where(pair => UpdatedAt(pair.Value) - imported > OneImport).Select(pair => pair.Key);
    }

    private static DateTimeOffset? UpdatedAt(JsonObject json) =>
        DateTimeOffset.TryParse(json.Text("updated_at"), System.Globalization.CultureInfo.InvariantCulture, out var time) ? time : null;

    // Kibana answers 200 and says of each object what became of it.
    private static string? ProblemOfImport(ApiAnswer answer)
    {
        if (answer.Problem is { } problem)
        {
            return problem;
        }

        var errors = answer.Json.Objects("errors").Select(error => $"{ObjectFile.KeyOf(error)}: {WordsOf(error["error"])}").ToArray();
        return errors.Length > 0 ? $"Kibana did not take {errors.Length} objects: {string.Join("; ", Cut(errors))}"
            : answer.Json.At("success")?.ToString() is "true" ? null
            : $"Kibana did not say that it imported them: {answer.Words}";
    }

    private static string WordsOf(JsonNode? error)
    {
        var missing = error.Objects("references").Select(ObjectFile.KeyOf).Select(key => key.ToString()).ToArray();
        string?[] words = [error.Text("type"), error.Text("message"), missing.Length > 0 ? $"({string.Join(", ", missing)})" : null];
        return PlainText.OneLine(string.Join(' ', words.Where(word => word is not null)), 300);
    }

    private static string[] Cut(IEnumerable<object> lines)
    {
        var all = lines.Select(line => line.ToString()!).ToArray();
        return all.Length <= MaxDetails ? all : [.. all.Take(MaxDetails), $"and {all.Length - MaxDetails} more"];
    }
}
