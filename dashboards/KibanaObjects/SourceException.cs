namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>A source that no Kibana object can be made of; the message names the file or the panel.</summary>
internal sealed class SourceException(string message, Exception? inner = null) : Exception(message, inner);
