using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>Files of the repository that are made from the table of fields. <c>EYRIE_WRITE_GOLDEN=1</c> writes them.</summary>
internal static class Generated
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The repository's top folder.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Testing.Samples.Path(), "..", ".."));

    /// <summary>Whether files are to be written anew.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is "1";

    /// <summary>Full path of a file, named from the top with forward slashes.</summary>
    public static string PathOf(string file) => Path.Combine([Root, .. file.Split('/')]);

    /// <summary>Fails when the committed file is not what the table gives.</summary>
    public static void Check(string file, string expected)
    {
        if (IsWriting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
            File.WriteAllText(PathOf(file), expected);
        }

        Assert.True(File.Exists(PathOf(file)), $"{file} is missing: EYRIE_WRITE_GOLDEN=1 dotnet run --project tests/Enricher.Tests");
        Assert.Equal(expected, File.ReadAllText(PathOf(file)));
    }

    /// <summary>JSON for people.</summary>
    public static string Text(JsonNode json) => json.ToJsonString(Readable) + "\n";
}
