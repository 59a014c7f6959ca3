using System.Text.Json;
using System.Text.Json.Serialization;

namespace Eyrie.Platform.Status;

/// <summary>The only reader and writer of a <see cref="StatusReport"/> as JSON; what lacks a member is none.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StatusReport))]
public sealed partial class StatusJson : JsonSerializerContext;
