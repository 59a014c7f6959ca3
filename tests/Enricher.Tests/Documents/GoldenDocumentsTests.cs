using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>
/// Every sample's document is kept under <c>golden/</c> for a person to read. To write them anew after a wanted change:
/// <c>EYRIE_WRITE_GOLDEN=1 dotnet run --project tests/Enricher.Tests</c>, then read the diff.
/// </summary>
public sealed class GoldenDocumentsTests
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Files => [.. SampleDocuments.Files.Select(sample => sample.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Writes_the_documents_that_were_read_and_agreed(string file)
    {
        var format = SampleDocuments.Files.Single(sample => sample.File == file).Format;
        var documents = Readably(SampleDocuments.RepresentativeLines(file, format).Select(line => SampleDocuments.Event(line, format)));
        var golden = Path.Combine(Folder(), file.Replace('/', '.').Replace(".jsonl", ".json", StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is "1")
        {
            Directory.CreateDirectory(Folder());
            File.WriteAllText(golden, documents);
        }

        Assert.Equal(File.ReadAllText(golden), documents);
    }

    [Fact]
    public void Writes_the_same_document_for_both_forms_of_an_event()
    {
        foreach (var file in new[] { "recordings/1-guide-attack/tetragon.jsonl", "recordings/2-web-shell/tetragon.jsonl" })
        {
            foreach (var (binary, json) in SampleDocuments.Events(file, SensorFormat.TetragonProtobuf)
                .Zip(SampleDocuments.Events(file, SensorFormat.TetragonJson)))
            {
                var fromJson = SampleDocuments.Map(json) with { Id = binary.ComputeId() };
                Assert.Equal(SampleDocuments.Write(binary), SampleDocuments.WriteJudged(fromJson));
            }
        }
    }

    private static string Readably(IEnumerable<SensorEvent> events)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartArray();
            foreach (var sensorEvent in events)
            {
                using var document = JsonDocument.Parse(SampleDocuments.Write(sensorEvent));
                document.RootElement.WriteTo(json);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static string Folder() => Path.Combine(Path.GetDirectoryName(Testing.Samples.Path())!, "Enricher.Tests", "Documents", "golden");
}
