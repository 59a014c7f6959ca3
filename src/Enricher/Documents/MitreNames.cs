using System.Collections.Frozen;

namespace Eyrie.Enricher.Documents;

/// <summary>
/// Names of MITRE ATT&amp;CK's tactics, techniques and sub-techniques: the whole matrix for Enterprise, from <c>attack-enterprise.txt</c>,
/// which has MITRE's terms in its first lines.
/// </summary>
public static class MitreNames
{
    /// <summary>Version of ATT&amp;CK that the names are from.</summary>
    public const string Version = "18.1";

    private const string Resource = "Eyrie.Enricher.attack-enterprise.txt";

    private static readonly FrozenDictionary<string, string> Names = Read();

    /// <summary>Ids of all tactics, techniques and sub-techniques.</summary>
    public static IReadOnlyList<string> Ids => Names.Keys;

    /// <summary>The name of <c>TA0002</c>, <c>T1059</c> or <c>T1059.004</c>; null when this version has no such id.</summary>
    public static string? Find(string id) => Names.GetValueOrDefault(id);

    // 'T1059 Command and Scripting Interpreter', and below it '.004 Unix Shell'.
    private static FrozenDictionary<string, string> Read()
    {
        using var stream = typeof(MitreNames).Assembly.GetManifestResourceStream(Resource)!;
        using var lines = new StreamReader(stream);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var technique = "";
        while (lines.ReadLine() is { } line)
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank < 0 || line[0] == '#')
            {
                continue;
            }

            var isSub = line[0] == '.';
            technique = isSub ? technique : line[..blank];
            names.Add(isSub ? technique + line[..blank] : technique, line[(blank + 1)..]);
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
