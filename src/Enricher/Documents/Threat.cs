namespace Eyrie.Enricher.Documents;

/// <summary>Tactics, techniques and sub-techniques that a rule's tags name; the lists of ids and names run in step.</summary>
internal sealed class Threat
{
    /// <summary>No technique at all.</summary>
    public static readonly Threat None = new();

    private readonly Named _tactics = new();
    private readonly Named _techniques = new();
    private readonly Named _subtechniques = new();

    public IReadOnlyList<string> TacticIds => _tactics.Ids;

    public IReadOnlyList<string> TacticNames => _tactics.Names;

    public IReadOnlyList<string> TechniqueIds => _techniques.Ids;

    public IReadOnlyList<string> TechniqueNames => _techniques.Names;

    public IReadOnlyList<string> SubtechniqueIds => _subtechniques.Ids;

    public IReadOnlyList<string> SubtechniqueNames => _subtechniques.Names;

    /// <summary>Whether nothing was named.</summary>
    public bool IsNone => TacticIds.Count == 0 && TechniqueIds.Count == 0 && SubtechniqueIds.Count == 0;

    /// <summary>Adds a tactic.</summary>
    public void AddTactic(string id, string? name) => _tactics.Add(id, name);

    /// <summary>Adds a technique; a name that we do not know is left out.</summary>
    public void AddTechnique(string id, string? name) => _techniques.Add(id, name);

    /// <summary>Adds a sub-technique.</summary>
    public void AddSubtechnique(string id, string? name) => _subtechniques.Add(id, name);

    // What has a name comes first, so that ids[i] and names[i] are the same as far as there are names.
    private sealed class Named
    {
        public List<string> Ids { get; } = [];

        public List<string> Names { get; } = [];

        public void Add(string id, string? name)
        {
            if (Ids.Contains(id))
            {
                return;
            }

            if (name is null)
            {
                Ids.Add(id);
            }
            else
            {
                Ids.Insert(Names.Count, id);
                Names.Add(name);
            }
        }
    }
}
