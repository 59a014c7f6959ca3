using System.Text.Json;

namespace Eyrie.Demo.Latest;

/// <summary>Looks into JSON that may have another shape than expected.</summary>
internal static class JsonLook
{
    /// <summary>What is at a path; undefined when nothing is.</summary>
    public static JsonElement At(this JsonElement owner, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (owner.ValueKind is not JsonValueKind.Object || !owner.TryGetProperty(name, out owner))
            {
                return default;
            }
        }

        return owner;
    }

    /// <summary>A text; empty when there is none.</summary>
    public static string Text(this JsonElement owner, string name) =>
        owner.At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
}
