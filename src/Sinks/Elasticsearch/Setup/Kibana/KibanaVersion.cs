using Eyrie.Platform;

namespace Eyrie.Sinks.Elasticsearch.Setup.Kibana;

/// <summary>Which Kibana this is.</summary>
internal static class KibanaVersion
{
    // The objects have the formats of this version; later ones migrate them.
    private static readonly Version Oldest = new(8, 3);

    /// <summary>Asks it.</summary>
    /// <returns>Its version in words.</returns>
    /// <exception cref="PipelineException">It cannot be asked, or is too old for our objects.</exception>
    public static async Task<string> ReadAsync(SetupApi kibana, CancellationToken cancellation)
    {
        var answer = await kibana.SendAsync(new(kibana, HttpMethod.Get, "api/status"), cancellation);
        if (!answer.IsSuccess)
        {
            throw answer.Failure();
        }

        var text = answer.Json.Text("version", "number");
        if (text is null || !Version.TryParse(text.Split('-')[0], out var number))
        {
            throw answer.Failure(answer.Json.At("status") is null
                ? "this is not what Kibana says of itself; is the URL right?"
                : "it does not tell its version: it does not know who asks; give it the credentials of who sets up");
        }

        return number >= Oldest
            ? $"Kibana {text}"
            : throw new PipelineException(
                FailureKind.Fatal, $"Kibana {text} is too old: the dashboards have the formats of {Oldest}, which older ones cannot read; Elasticsearch is set up all the same");
    }
}
