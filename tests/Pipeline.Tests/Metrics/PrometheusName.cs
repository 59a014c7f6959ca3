using System.Diagnostics.Metrics;

namespace Eyrie.Pipeline.Tests.Metrics;

/// <summary>What the exporter calls an instrument; a test holds this to the exporter.</summary>
internal static class PrometheusName
{
    public static string Of(Instrument one) => Of(one.Name, one.Unit, MetricsReferenceTests.Kind(one));

    public static string Of(string name, string? unit, string kind)
    {
        name = name.Replace('.', '_');
        var word = unit switch { "s" => "seconds", "By" => "bytes", "{cpu}" or null => "", _ => unit.StartsWith('{') ? "" : unit };
        if (word.Length > 0 && !name.EndsWith(word, StringComparison.Ordinal))
        {
            name += "_" + word;
        }

        return kind is "Counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }
}
