using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Eyrie.Enricher.Noise;

/// <summary>Proposes an item for <c>exceptions:</c> of a detections file.</summary>
internal static class EyrieProposal
{
    // Names are of one kind of letters; a command line has everything.
    private const int LongestCommand = 200;
    private static readonly TimeSpan Validity = TimeSpan.FromDays(90);

    /// <summary>The item; what a person has to fill in is empty, so that it cannot be used without.</summary>
    public static string Write(CommonGround ground, DateTimeOffset now)
    {
        var yaml = new StringBuilder();
        Line(yaml, "rules", [ground.Rule], '-');
        Line(yaml, "namespaces", ground.OnHost ? ["host"] : Some(ground.Namespace));
        Line(yaml, "workloads", Some(ground.Workload));
        Line(yaml, "images", Some(ground.Image));
        Line(yaml, "binaries", ground.Binaries);
        Line(yaml, "ancestors", Some(ground.Ancestor));
        Line(yaml, "users", Some(ground.User));
        Line(yaml, "commands", ground.Command is { Length: <= LongestCommand } command && command.All(char.IsAscii) ? [$"^{Regex.Escape(command)}$"] : []);
        yaml.AppendLine("""  reason: ""    # why nobody needs to look""");
        yaml.AppendLine("""  owner: ""     # who answers for it""");
        return yaml.Append(CultureInfo.InvariantCulture, $"  expires: {now + Validity:yyyy-MM-dd}").AppendLine().ToString();
    }

    private static string[] Some(string? text) => text is { Length: > 0 } ? [text] : [];

    private static void Line(StringBuilder yaml, string key, IReadOnlyList<string> values, char first = ' ')
    {
        if (values.Count > 0)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"{first} {key}: {YamlText.Of(values)}").AppendLine();
        }
    }
}
