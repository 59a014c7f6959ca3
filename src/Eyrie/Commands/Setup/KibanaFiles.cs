using Eyrie.Sinks.Elasticsearch.Setup;

namespace Eyrie.Commands.Setup;

/// <summary>Kibana's objects as they are in <c>dashboards/kibana</c>: this executable has them in it.</summary>
internal static class KibanaFiles
{
    private const string Prefix = "kibana/";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SetupFile> All { get; } =
    [
        .. typeof(KibanaFiles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => new SetupFile(name[Prefix.Length..], Read(name))),
    ];

    private static byte[] Read(string name)
    {
        using var stream = typeof(KibanaFiles).Assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
