namespace Eyrie.Enricher.Documents;

/// <summary>
/// How much of an event a document keeps. An attacker writes command lines, names and labels: without limits one event
/// could be refused by Kafka (1 MB a record) or by Lucene (32,766 bytes a term).
/// </summary>
/// <param name="Text">Longest text, in UTF-8 bytes.</param>
/// <param name="AncestorText">Longest text of an ancestor: there are many.</param>
/// <param name="Items">Most elements of a list, fields of a map.</param>
/// <param name="Total">All texts together.</param>
internal sealed record Limits(int Text, int AncestorText, int Items, int Total)
{
    /// <summary>No document is larger: the default <c>message.max.bytes</c> of a Kafka broker, less the record's head.</summary>
    public const int DocumentBytes = 950_000;

    /// <summary>What nearly every event fits in.</summary>
    public static readonly Limits Usual = new(Text: 32_000, AncestorText: 4_096, Items: 512, Total: 400_000);

    /// <summary>What fits even when every character is written as an escape of six bytes.</summary>
    public static readonly Limits Tight = new(Text: 8_000, AncestorText: 512, Items: 64, Total: 100_000);
}
