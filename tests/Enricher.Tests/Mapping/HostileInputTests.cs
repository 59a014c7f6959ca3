using System.Text;
using System.Text.Json;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Enricher.Tests.Mapping;

/// <summary>Whatever comes, the answer is a valid document or a <see cref="FormatException"/>.</summary>
public sealed class HostileInputTests
{
    private static readonly Gen<SensorFormat> Formats = Gen.Enum<SensorFormat>();

    // Every code unit, lone surrogates too, and what breaks things.
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Char.Array[0, 20].Select(chars => new string(chars)),
        Gen.OneOf("", "<NA>", "\0", "\ud800", "a\u2028b", "\u001b[31m", "\"}\n{\"create\":{}}", "9999999999999999999999", "-1", "::1:99999->1", "/..//", "=", "mysql -p\"", "https://:@"));

    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.OneOf(
            "time", "rule", "priority", "source", "hostname", "output", "message", "tags", "output_fields", "uuid", "process_exec", "process",
            "parent", "args", "proc.pid", "proc.aname[2]", "proc.apid[99999999999]", "proc.aname[]", "proc.a[", "fd.name", "container.id", "evt.time", "",
            "k8s.pod.labels", "ka.sourceips", "proc.env", "proc.cmdline", "user.uid", ".", "a.b", "k8s.pod.label.x"),
        Texts);

    [Fact]
    public void Answers_garbage_with_a_document_or_a_format_exception() =>
        Gen.Select(Gen.Byte.Array[0, 300], Formats).Sample((bytes, format) => { Try(new(bytes, format, "node", SampleDocuments.Received)); }, iter: 20_000);

    [Fact]
    public void Answers_any_object_with_a_document()
    {
        Objects(3).Sample(json => Assert.True(Try(new(Encoding.UTF8.GetBytes(json), SensorFormat.FalcoJson, "node", SampleDocuments.Received)), json), iter: 5_000);
        Objects(3).Sample(json => { Try(new(Encoding.UTF8.GetBytes(json), SensorFormat.TetragonJson, "node", SampleDocuments.Received)); }, iter: 5_000);
    }

    [Fact]
    public void Answers_damaged_samples_with_a_document_or_a_format_exception()
    {
        var samples = SampleDocuments.Files.SelectMany(file => SampleDocuments.Events(file.File, file.Format).Take(20)).ToArray();

        Gen.Select(Gen.Int[0, samples.Length - 1], Gen.Select(Gen.Int[0, 100_000], Gen.Byte).Array[1, 6]).Sample((index, damages) =>
        {
            var bytes = samples[index].Payload.ToArray();
            foreach (var (at, value) in damages)
            {
                bytes[at % bytes.Length] = value;
            }

            Try(samples[index] with { Payload = bytes });
        }, iter: 5_000);
    }

    [Fact]
    public void Answers_deep_nesting_with_a_format_exception()
    {
        var deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        foreach (var format in Enum.GetValues<SensorFormat>())
        {
            Assert.False(Try(new(deep, format, "node", SampleDocuments.Received)));
        }
    }

    private static bool Try(in SensorEvent sensorEvent)
    {
        Observation observation;
        try
        {
            observation = SampleDocuments.Map(sensorEvent);
        }
        catch (FormatException)
        {
            return false;
        }

        AssertSound(SampleDocuments.Write(observation));
        return true;
    }

    private static void AssertSound(byte[] document)
    {
        Assert.DoesNotContain((byte)'\n', document);
        Assert.True(document.Length <= Limits.DocumentBytes);
        using var json = JsonDocument.Parse(document, new() { AllowDuplicateProperties = false });
        Assert.Empty(FieldCheck.Problems(json.RootElement));
    }

    private static Gen<string> Objects(int depth) =>
        Gen.Select(Names, Values(depth)).Array[0, 8].Select(members => $"{{{string.Join(',', members.Select(member => $"{Quote(member.Item1)}:{member.Item2}"))}}}");

    private static Gen<string> Values(int depth)
    {
        var plain = Gen.OneOf(
            Texts.Select(Quote),
            Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            Gen.OneOf("null", "true", "false", "1e400", "-0.0", "18446744073670260079", "[]", "{}"));
        return depth == 0 ? plain : Gen.OneOf(plain, Objects(depth - 1), Values(depth - 1).Array[0, 4].Select(items => $"[{string.Join(',', items)}]"));
    }

    // JSON's own escapes, so that lone surrogates arrive as such.
    private static string Quote(string text) =>
        $"\"{string.Concat(text.Select(c => c is '"' or '\\' || c < ' ' || char.IsSurrogate(c) ? $"\\u{(int)c:x4}" : c.ToString()))}\"";
}
