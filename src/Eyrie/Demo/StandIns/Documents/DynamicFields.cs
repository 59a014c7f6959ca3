using System.Text.Json;

namespace Eyrie.Demo.StandIns.Documents;

/// <summary>What an index does with fields that its mapping does not have.</summary>
internal enum Dynamic
{
    /// <summary>Maps them by what the first document says.</summary>
    True,

    /// <summary>Keeps them in the document, unsearchable.</summary>
    False,

    /// <summary>Reads them from the document when it is searched; maps objects alone.</summary>
    Runtime,

    /// <summary>Refuses the document.</summary>
    Strict,
}

/// <summary>Fields that documents brought with them. They count against the index's limit, and the next document has to fit them.</summary>
/// <param name="mapped">Fields of the template's mapping.</param>
/// <param name="limit"><c>index.mapping.total_fields.limit</c>.</param>
internal sealed class DynamicFields(int mapped, int limit)
{
    private const int DepthLimit = 20; // index.mapping.depth.limit, when nobody says otherwise
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _constants = new(StringComparer.Ordinal);

    private int Count => mapped + _fields.Count;

    private int Limit => limit;

    /// <summary>Those that one document brings; they are there for others only when it is taken.</summary>
    public Update Begin() => new(this);

    /// <summary>The fields of one document.</summary>
    internal sealed class Update(DynamicFields known)
    {
        private readonly Dictionary<string, JsonElement> _brought = new(StringComparer.Ordinal);
        private readonly Dictionary<string, JsonElement> _constants = new(StringComparer.Ordinal);

        /// <summary>A field of that path which some document brought.</summary>
        public bool TryFind(string path, out JsonElement field)
        {
            lock (known._lock)
            {
                return _brought.TryGetValue(path, out field) || known._fields.TryGetValue(path, out field);
            }
        }

        /// <summary>Maps a new field by its value.</summary>
        /// <exception cref="RefusedDocumentException">Objects are too deep in each other.</exception>
        public JsonElement Bring(string path, JsonElement value) =>
            value.ValueKind is JsonValueKind.Object && path.Count('.') + 2 > DepthLimit
                ? throw new RefusedDocumentException("illegal_argument_exception", $"Limit of mapping depth [{DepthLimit}] has been exceeded due to object field [{path}]")
                : _brought[path] = Guess(value);

        /// <summary>The one value of a <c>constant_keyword</c> that the template leaves open: the first one that came.</summary>
        public JsonElement Constant(string path, string value)
        {
            lock (known._lock)
            {
                return known._constants.TryGetValue(path, out var first) || _constants.TryGetValue(path, out first) ? first
                    : _constants[path] = JsonSerializer.SerializeToElement(value);
            }
        }

        /// <summary>The document is taken.</summary>
        /// <exception cref="RefusedDocumentException">It brought too many fields.</exception>
        public void Commit()
        {
            lock (known._lock)
            {
                var added = _brought.Keys.Count(path => !known._fields.ContainsKey(path));
                if (added > 0 && known.Count + added > known.Limit)
                {
                    throw new RefusedDocumentException(
                        "illegal_argument_exception", $"Limit of total fields [{known.Limit}] has been exceeded while adding new fields [{added}]");
                }

                foreach (var (path, field) in _brought)
                {
                    known._fields.TryAdd(path, field);
                }

                foreach (var (path, value) in _constants)
                {
                    known._constants.TryAdd(path, value);
                }
            }
        }
    }

    // Numbers are long or float, texts keywords: a text's words are of no matter here.
    private static JsonElement Guess(JsonElement value) => JsonElement.Parse(value.ValueKind switch
    {
        JsonValueKind.Object => "{}"u8,
        JsonValueKind.True or JsonValueKind.False => """{"type":"boolean"}"""u8,
        JsonValueKind.Number when value.TryGetInt64(out _) => """{"type":"long"}"""u8,
        JsonValueKind.Number => """{"type":"float"}"""u8,
        _ => """{"type":"keyword"}"""u8,
    });
}
