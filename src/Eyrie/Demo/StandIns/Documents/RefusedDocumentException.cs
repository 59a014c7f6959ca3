namespace Eyrie.Demo.StandIns.Documents;

/// <summary>A document is refused for another reason than a value that does not fit its field.</summary>
internal sealed class RefusedDocumentException(string type, string reason) : Exception(reason)
{
    /// <summary>Elasticsearch's name of the error.</summary>
    public string Type => type;
}
