using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>Reads the YAML sources. A key that nobody knows is an error: it would be a setting without effect.</summary>
internal static class Sources
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();

    /// <summary>The one source in a file.</summary>
    /// <exception cref="SourceException">It cannot be read.</exception>
    public static T Read<T>(string file)
    {
        try
        {
            return Yaml.Deserialize<T>(File.ReadAllText(file));
        }
        catch (YamlException e)
        {
            throw new SourceException($"{file}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }
}
