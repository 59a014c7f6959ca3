using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Eyrie.Contracts.Tests;

public sealed class EcsWriterTests
{
    private static readonly int[] Items = [1, 0, 2];

    [Fact]
    public void Leaves_out_what_says_nothing()
    {
        var document = Write(ecs =>
        {
            ecs.Write("null", (string?)null);
            ecs.Write("empty", "");
            ecs.Write("unknown", "<NA>");
            ecs.Write("number", (long?)null);
            ecs.Write("nan", double.NaN);
            ecs.Write("truth", (bool?)null);
            ecs.Write("time", (EventTime?)null);
            ecs.Write("none", (IReadOnlyList<string>?)null);
            ecs.Write("nothing", ["", "<NA>", null!]);
            ecs.Write("items", Enumerable.Range(1, 2).ToArray(), 0, static (_, _, _) => { });
            ecs.Write("buffer", "<NA>".AsSpan());
            ecs.Write("address", (IPAddress?)null);
            ecs.WriteText("digits", null);
            ecs.WriteOne("one", "<NA>");
            ecs.Open("object");
            ecs.Open("inner");
            ecs.Close();
            ecs.Close();
        });

        Assert.Equal("{}", document);
    }

    [Fact]
    public void Writes_what_says_something()
    {
        var document = Write(ecs =>
        {
            ecs.Write("text", "a\"b\n\u2028<é>");
            ecs.Write("number", 0L);
            ecs.Write("part", 1.5);
            ecs.Write("truth", false);
            ecs.Write("time", (EventTime?)new EventTime(1));
            ecs.Write("list", ["a", "", "b"]);
            ecs.Write("items", Items, 0, static (item, value, _) =>
            {
                item.Open("inner");
                item.Write("value", value == 0 ? null : (long?)value);
                item.Close();
            });
            ecs.Open("object");
            ecs.Open("left");
            ecs.Close();
            ecs.Write("x", 1L);
            ecs.Close();
            ecs.Write("last", "z");
        });

        Assert.Equal(
            """{"text":"a\"b\n\u2028<é>","number":0,"part":1.5,"truth":false,"time":"1970-01-01T00:00:00.000000001Z","list":["a","b"],"items":[{"inner":{"value":1}},{"inner":{"value":2}}],"object":{"x":1},"last":"z"}""",
            document);
    }

    [Fact]
    public void Starts_every_document_anew()
    {
        using var ecs = new EcsWriter();
        ecs.Begin();
        ecs.Open("left open");
        ecs.Write("a", "1");
        ecs.Begin();
        ecs.Write("b", "2");

        Assert.Equal("""{"b":"2"}""", Encoding.UTF8.GetString(ecs.End().Span));
    }

    [Fact]
    public void Writes_one_valid_line_without_empty_objects_whatever_is_written()
    {
        var steps = Gen.Select(Gen.Int[0, 6], Gen.Char.Array[0, 8].Select(chars => new string(chars))).Array[0, 40];

        steps.Sample(script =>
        {
            var document = Write(ecs => Play(ecs, script));

            Assert.DoesNotContain('\n', document);
            using var json = JsonDocument.Parse(document);
            AssertNothingEmpty(json.RootElement, root: true);
        });
    }

    private static void Play(EcsWriter ecs, (int Step, string Text)[] script)
    {
        var depth = 0;
        foreach (var (step, text) in script)
        {
            switch (step)
            {
                case 0 when depth < 10: ecs.Open(text); depth++; break;
                case 1 when depth > 0: ecs.Close(); depth--; break;
                case 2: ecs.Write(text, text); break;
                case 3: ecs.Write(text, [text, text]); break;
                case 4: ecs.Write(text, new[] { text, "" }, 0, static (item, value, _) => item.Write("v", value)); break;
                case 5: ecs.Write(text, text.Length == 0 ? null : (long?)text.Length); break;
                default: ecs.Write(text, (IReadOnlyList<string>)[]); break;
            }
        }

        for (; depth > 0; depth--)
        {
            ecs.Close();
        }
    }

    private static void AssertNothingEmpty(JsonElement element, bool root = false)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.True(root || element.EnumerateObject().Any());
                Assert.All(element.EnumerateObject(), property => AssertNothingEmpty(property.Value));
                break;
            case JsonValueKind.Array:
                Assert.True(element.GetArrayLength() > 0);
                Assert.All(element.EnumerateArray(), item => AssertNothingEmpty(item));
                break;
            case JsonValueKind.String:
                Assert.NotEqual("", element.GetString());
                break;
        }
    }

    [Fact]
    public void Writes_addresses_and_numbers_as_texts()
    {
        var document = Write(ecs =>
        {
            ecs.Write("v4", IPAddress.Parse("10.0.0.7"));
            ecs.Write("v6", IPAddress.Parse("fe80::1%3"));
            ecs.WriteText("inode", long.MinValue);
            ecs.Write("buffer", "half".AsSpan());
            ecs.WriteOne("one", "a");
            ecs.OpenList("list");
            ecs.Add((string?)null);
            ecs.Add(IPAddress.Parse("::1"));
            ecs.Close();
        });

        Assert.Equal(
            """{"v4":"10.0.0.7","v6":"fe80::1","inode":"-9223372036854775808","buffer":"half","one":["a"],"list":["::1"]}""", document);
    }

    private static string Write(Action<EcsWriter> write)
    {
        using var ecs = new EcsWriter();
        ecs.Begin();
        write(ecs);
        return Encoding.UTF8.GetString(ecs.End().Span);
    }
}
