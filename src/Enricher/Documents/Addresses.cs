using System.Net;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes addresses as Elasticsearch's type <c>ip</c> takes them: without the zone of a link-local one.</summary>
internal static class Addresses
{
    /// <summary>The text; null for none.</summary>
    public static string? Text(IPAddress? address)
    {
        var text = address?.ToString();
        var zone = text?.IndexOf('%', StringComparison.Ordinal) ?? -1;
        return zone < 0 ? text : text![..zone];
    }

    /// <summary>The address that a text is, as it is indexed: without brackets, port or zone; null when it is none.</summary>
    public static string? Text(string? text) => Text(Mapping.NetworkTexts.Address(text));
}
