using System.Text.Json;
using System.Text.Json.Serialization;

namespace Eyrie.Platform.Status;

/// <summary>The only reader and writer of a <see cref="StatusReport"/> as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StatusReport))]
public sealed partial class StatusJson : JsonSerializerContext;
