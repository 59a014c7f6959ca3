namespace Eyrie.Demo.StandIns.Documents;

/// <summary>Where versions of Elasticsearch read a document differently.</summary>
/// <param name="ExpandsDots">A dotted name leads into a flattened field, too. From 8.1; before, the document is refused.</param>
/// <param name="ExpandsFlatKeys">Keys in a flattened field are taken for paths: empty parts are refused, each dot is a level. From 8.1 until pull request 90822, 8.6.</param>
/// <param name="ForgivesBooleans"><c>ignore_malformed</c> is for booleans, too. From 8.8.</param>
internal sealed record MappingRules(bool ExpandsDots = true, bool ExpandsFlatKeys = false, bool ForgivesBooleans = true);
