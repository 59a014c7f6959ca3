using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Testing;

namespace Eyrie.Sinks.Tests;

/// <summary>Compares what was rendered with a file that a person can read and a diff can show.</summary>
internal static class Expected
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Fails with what was rendered when it is not what the file says; EYRIE_WRITE_GOLDEN=1 writes the file instead.</summary>
    /// <param name="folder">Folder below this project.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="rendered">What was rendered.</param>
    public static void Matches(string folder, string file, JsonObject rendered)
    {
        var path = Path.Combine(Samples.Path("..", "Sinks.Tests"), folder, file);
        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is "1")
        {
            System.IO.File.WriteAllText(path, rendered.ToJsonString(Readable) + "\n");
        }

        Assert.Equal(System.IO.File.ReadAllText(path).TrimEnd(), rendered.ToJsonString(Readable));
    }
}
