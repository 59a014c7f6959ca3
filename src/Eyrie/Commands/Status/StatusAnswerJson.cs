using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Platform.Status;

namespace Eyrie.Commands.Status;

/// <summary>The answers for scripts.</summary>
internal static class StatusAnswerJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.Default };

    public static string Write(IReadOnlyList<StatusAnswer> answers, StatusVerdict verdict)
    {
        var json = new JsonObject
        {
            ["verdict"] = JsonNamingPolicy.CamelCase.ConvertName(verdict.State.ToString()),
            ["text"] = verdict.Text,
            ["reasons"] = new JsonArray([.. verdict.Reasons.Select(static reason => (JsonNode)reason)]),
            ["processes"] = new JsonArray([.. answers.Select(Process)]),
        };
        return json.ToJsonString(Indented) + "\n";
    }

    private static JsonNode Process(StatusAnswer answer) => new JsonObject
    {
        ["url"] = answer.Url.AbsoluteUri,
        ["problem"] = answer.Problem,
        ["clockAheadSeconds"] = Math.Round(answer.ClockAhead.TotalSeconds, 3),
        ["status"] = answer.Report is { } report ? JsonSerializer.SerializeToNode(report, StatusJson.Default.StatusReport) : null,
    };
}
